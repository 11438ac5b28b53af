/** An error as GraphQL answers carry it. */
export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * What a call could not do. `code` is that of the first GraphQL error, such as `NOT_FOUND`, `BAD_USER_INPUT` or
 * `COVERAGE_INCOMPLETE`, or one of the client's own: `NETWORK` (no answer), `TIMEOUT` (none in time), `BAD_RESPONSE` (an
 * answer that is not the gateway's).
 */
export class TenantryError extends Error {
  readonly code: string;
  /** All errors of the answer; empty for the client's own. */
  readonly errors: readonly GraphqlError[];
  /** What the answer had beside its errors; null where it had nothing. */
  readonly data: unknown;

  constructor(
    code: string,
    message: string,
    details: { readonly errors?: readonly GraphqlError[]; readonly data?: unknown; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'TenantryError';
    this.code = code;
    this.errors = details.errors ?? [];
    this.data = details.data ?? null;
  }
}

/** The error that tells what these GraphQL errors tell. */
export function errorOf(errors: readonly GraphqlError[], data: unknown = null): TenantryError {
  const [first] = errors;
  const code = first?.extensions?.['code'];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new TenantryError(typeof code === 'string' ? code : 'BAD_RESPONSE', `${first?.message ?? 'no words'}${more}`, {
    errors,
    data,
  });
}
