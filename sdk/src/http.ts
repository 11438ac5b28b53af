import { bearerOf } from './bearer.ts';
import type { CallOptions, ClientOptions } from './client-options.ts';
import type { GraphqlError } from './tenantry-error.ts';
import { TenantryError } from './tenantry-error.ts';

/** What came back: data, errors, or both. */
export interface ExecutionResult<Result> {
  readonly data: Result | null;
  readonly errors: readonly GraphqlError[];
}

/**
 * Sends one query or mutation.
 * @throws TenantryError NETWORK, TIMEOUT or BAD_RESPONSE; errors that the gateway answers are in the result.
 */
export async function send<Result>(
  options: ClientOptions,
  document: string,
  variables: unknown,
  call: CallOptions = {},
): Promise<ExecutionResult<Result>> {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]);
  const headers = typeof options.headers === 'function' ? await options.headers() : (options.headers ?? {});
  const authorization = await bearerOf(options);
  let answer: { readonly status: number; readonly text: string };
  try {
    const response = await (options.fetch ?? fetch)(options.url, {
      method: 'POST',
      headers: {
        ...headers,
        ...(authorization === null ? {} : { authorization }),
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
      },
      body: JSON.stringify({ query: document, variables }),
      signal,
    });
    answer = { status: response.status, text: await response.text() };
  } catch (cause) {
    if (call.signal?.aborted === true) throw call.signal.reason;
    if (timeout.aborted) {
      throw new TenantryError('TIMEOUT', `${options.url} did not answer within ${timeoutMs} ms.`, { cause });
    }
    throw new TenantryError('NETWORK', `${options.url} cannot be reached.`, { cause });
  }
  return read<Result>(options.url, answer);
}

function read<Result>(
  url: string,
  answer: { readonly status: number; readonly text: string },
): ExecutionResult<Result> {
  let body: unknown;
  try {
    body = JSON.parse(answer.text);
  } catch {
    body = null;
  }
  if (typeof body === 'object' && body !== null && ('data' in body || 'errors' in body)) {
    const { data, errors } = body as { data?: Result | null; errors?: readonly GraphqlError[] };
    return { data: data ?? null, errors: errors ?? [] };
  }
  throw new TenantryError(
    'BAD_RESPONSE',
    `${url} answered with status ${answer.status} and something that is not GraphQL: is this the address of a gateway?`,
  );
}
