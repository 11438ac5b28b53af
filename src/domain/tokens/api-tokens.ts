import type { AccessScope } from '../access/access.ts';
import type { Action } from '../access/action.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { Caller } from '../caller.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import type { Problem } from '../problem.ts';
import type { ApiToken, ApiTokenKind } from './api-token.ts';

export interface CreateApiTokenRequest {
  readonly kind: ApiTokenKind;
  readonly name: string;
  /** Absent: of a personal token all, of a machine's a mistake. */
  readonly actions?: readonly Action[];
  /** Absent: of a personal token the fleet, of a machine's a mistake. */
  readonly scopes?: readonly AccessScope[];
  /** Milliseconds since the epoch; absent: 90 days from now. */
  readonly expiresAt?: number;
  readonly reason?: string;
  readonly idempotencyKey?: string;
}

export interface RevokeApiTokenRequest {
  readonly tokenId: string;
  readonly reason?: string;
  readonly idempotencyKey?: string;
}

/** One of two: the token (`secret`: what to show, only in the answer that made it), or problems (nothing was changed). */
export type ApiTokenOutcome =
  | { readonly apiToken: ApiToken; readonly secret: string | null }
  | { readonly problems: readonly [Problem, ...Problem[]] };

/**
 * Tokens that callers make for themselves and for machines. A caller sees those that it made for itself, and those of machines that
 * reach no further than where it may MANAGE_ACCESS; others are as if they were not there. What is made or revoked is recorded as
 * `attempt`, in the same transaction. Reads reject with RecordsUnavailable where the records cannot be used now.
 */
export interface ApiTokens {
  create(request: CreateApiTokenRequest, caller: Caller, attempt: Attempt): Promise<ApiTokenOutcome>;
  revoke(request: RevokeApiTokenRequest, caller: Caller, attempt: Attempt): Promise<ApiTokenOutcome>;
  get(id: string, caller: Caller): Promise<ApiToken | null>;
  /** Newest first. @throws ArgumentError INVALID for bad arguments and cursors. */
  list(page: PageArguments, caller: Caller): Promise<Page<ApiToken>>;
}
