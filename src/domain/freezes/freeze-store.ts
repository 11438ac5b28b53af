import type { Actor } from '../caller.ts';
import type { AuditEntry } from '../audit/audit-record.ts';
import type { IdempotencyRecord } from '../operations/journal.ts';
import type { NewestFirstPart } from '../paging/newest-first.ts';
import type { Freeze } from './freeze.ts';
import type { FreezeFilter } from './freezes.ts';

export interface FreezeQuery extends NewestFirstPart {
  readonly filter: FreezeFilter;
  /** Milliseconds since the epoch: states are told as of then. */
  readonly now: number;
}

export interface FreezeEnd {
  readonly id: string;
  readonly by: Actor;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What is written in the transaction that makes or ends a freeze. */
export interface Beside {
  readonly key: IdempotencyRecord | null;
  readonly audit: AuditEntry;
}

/** The freezes in the records, which several gateways may share. Every method rejects with RecordsUnavailable where they cannot be used now. */
export interface FreezeStore {
  /** Writes freeze, key and audit in one transaction. Answers the key's earlier record, with nothing written, where the caller used it before. */
  create(freeze: Freeze, beside: Beside): Promise<IdempotencyRecord | null>;
  /**
   * Ends it and writes key and audit, in one transaction. Answers the key's earlier record, with nothing written, where the caller
   * used it before; else whether there was something to end: nothing is written for one that was over.
   */
  end(end: FreezeEnd, beside: Beside): Promise<IdempotencyRecord | boolean>;
  get(id: string): Promise<Freeze | null>;
  /** In force or planned at `now` (milliseconds since the epoch), in the order in which they begin. */
  ahead(now: number): Promise<readonly Freeze[]>;
  page(query: FreezeQuery): Promise<{ readonly freezes: readonly Freeze[]; readonly more: boolean }>;
  count(filter: FreezeFilter, now: number): Promise<number>;
}
