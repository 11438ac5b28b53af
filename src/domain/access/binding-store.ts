import type { AuditEntry } from '../audit/audit-record.ts';
import type { Actor } from '../caller.ts';
import type { IdempotencyRecord } from '../operations/journal.ts';
import type { Problem } from '../problem.ts';
import type { Binding, RecordedBinding } from './binding.ts';

/** What is written in the transaction that makes or removes a binding. */
export interface BesideBinding {
  readonly key: Omit<IdempotencyRecord, 'operationId'> | null;
  audit(binding: RecordedBinding): AuditEntry;
  /** Why it may not be, by the bindings that there are before; null where it may. Asked while nobody else can change them. */
  refusal(present: readonly RecordedBinding[]): Problem | null;
}

export interface BindingRemoval {
  readonly binding: Binding;
  readonly by: Actor;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What came of a change. Nothing was written unless it is DONE. */
export type BindingChange =
  | { readonly type: 'DONE'; readonly binding: RecordedBinding }
  /** The caller used the key before. */
  | { readonly type: 'REPEATED'; readonly earlier: IdempotencyRecord }
  | { readonly type: 'REFUSED'; readonly problem: Problem }
  /** There is no such binding to remove. */
  | { readonly type: 'MISSING' };

/** The bindings in the records, which several gateways may share. Every method rejects with RecordsUnavailable where they cannot be used now. */
export interface BindingStore {
  /** A number that is another after each change. */
  version(): Promise<number>;
  /** Those that were not removed, oldest first. */
  all(): Promise<readonly RecordedBinding[]>;
  /** Also one that was removed. */
  get(id: string): Promise<RecordedBinding | null>;
  create(binding: RecordedBinding, beside: BesideBinding): Promise<BindingChange>;
  remove(removal: BindingRemoval, beside: BesideBinding): Promise<BindingChange>;
}
