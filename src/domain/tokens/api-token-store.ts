import type { AuditEntry } from '../audit/audit-record.ts';
import type { Actor } from '../caller.ts';
import type { Reach } from '../access/reach.ts';
import type { IdempotencyRecord } from '../operations/journal.ts';
import type { NewestFirstPart } from '../paging/newest-first.ts';
import type { ApiToken } from './api-token.ts';

/** Whose tokens: those that this actor made for itself (null: nobody), and those all of whose scopes lie within; null: all. */
export interface ApiTokenReach {
  readonly madeBy: Actor | null;
  readonly within: Reach | null;
}

export interface ApiTokenQuery extends NewestFirstPart {
  readonly reach: ApiTokenReach;
}

/** What is written in the transaction that makes or revokes a token. */
export interface BesideToken {
  readonly key: IdempotencyRecord | null;
  readonly audit: AuditEntry;
}

export interface Revocation {
  readonly id: string;
  readonly by: Actor;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The tokens in the records, which several gateways may share: never a token, only its hash. Every method rejects with
 * RecordsUnavailable where they cannot be used now.
 */
export interface ApiTokenStore {
  /**
   * Writes token, key and audit in one transaction. Answers the key's earlier record, with nothing written, where the caller used it
   * before; NAME_TAKEN where a machine that is good at `createdAt` has the name.
   */
  create(token: ApiToken, hash: string, beside: BesideToken): Promise<IdempotencyRecord | 'NAME_TAKEN' | null>;
  /** As `create`; false where it was revoked before: then nothing is written. */
  revoke(revocation: Revocation, beside: BesideToken): Promise<IdempotencyRecord | boolean>;
  get(id: string): Promise<ApiToken | null>;
  byHash(hash: string): Promise<ApiToken | null>;
  /** Which of these have been revoked. */
  revoked(ids: readonly string[]): Promise<readonly string[]>;
  /** Sets `lastUsedAt` where it is older. */
  used(id: string, at: number): Promise<void>;
  page(query: ApiTokenQuery): Promise<{ readonly tokens: readonly ApiToken[]; readonly more: boolean }>;
  count(reach: ApiTokenReach): Promise<number>;
}
