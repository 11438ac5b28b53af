import type { Caller } from '../domain/caller.ts';
import type { GraphqlContext, GraphqlServices, RequestOrigin } from './context.ts';
import { createLoaders } from './loaders/loaders.ts';

/** The context of one request, or of one subscription: its loaders remember what was loaded, so never share it. */
export function createContext(
  services: GraphqlServices,
  request: { readonly caller: Caller; readonly origin: RequestOrigin; readonly signal?: AbortSignal },
): GraphqlContext {
  return { ...services, ...request, loaders: createLoaders(services) };
}
