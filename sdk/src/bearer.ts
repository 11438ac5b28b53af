import type { ClientOptions } from './client-options.ts';

/** The value of the header Authorization; null where the client has no token. */
export async function bearerOf({ token }: Pick<ClientOptions, 'token'>): Promise<string | null> {
  if (token === undefined) return null;
  return `Bearer ${typeof token === 'function' ? await token() : token}`;
}
