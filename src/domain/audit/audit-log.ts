import type { Reach } from '../access/reach.ts';
import type { AppKey, EnvironmentKey } from '../fleet/keys.ts';
import type { AuditEntry, AuditOutcome, AuditRecord } from './audit-record.ts';

/** Something whose attempts can be asked for. */
export type AuditSubject =
  | { readonly type: 'TENANT'; readonly tenant: string }
  | { readonly type: 'ENVIRONMENT'; readonly key: EnvironmentKey }
  | { readonly type: 'APP'; readonly key: AppKey }
  | { readonly type: 'OPERATION' | 'FREEZE'; readonly id: string };

/** Every condition that is given has to hold; an empty list fits nothing. */
export interface AuditFilter {
  /** By name. */
  readonly actors?: readonly string[];
  readonly actions?: readonly string[];
  readonly outcomes?: readonly AuditOutcome[];
  readonly tenants?: readonly string[];
  /** Only about what lies within; absent: all there is. */
  readonly within?: Reach;
  /** About any of these, or of what belongs to them. */
  readonly targets?: readonly AuditSubject[];
  /** Ids of operations. */
  readonly operations?: readonly string[];
  /** On `at`, inclusive; milliseconds since the epoch. */
  readonly since?: number;
  readonly until?: number;
}

export interface AuditQuery {
  readonly filter: AuditFilter;
  /** Only records with a lower sequence number. */
  readonly below?: number;
  /** Only records with a higher sequence number. */
  readonly above?: number;
  readonly limit: number;
  /** START: the newest of what remains; END: the oldest. The answer is newest first in both cases. */
  readonly from: 'START' | 'END';
}

/** The audit: a chain of records that is only ever added to. Every method rejects with RecordsUnavailable where it cannot be used now. */
export interface AuditLog {
  /** Puts an entry behind the newest record, whichever gateway wrote that. */
  append(entry: AuditEntry): Promise<AuditRecord>;
  get(hash: string): Promise<AuditRecord | null>;
  page(query: AuditQuery): Promise<{ readonly records: readonly AuditRecord[]; readonly more: boolean }>;
  count(filter: AuditFilter): Promise<number>;
}

/** One record as it is kept, for whoever checks the chain: nothing in it is to be believed. */
export interface AuditLink {
  readonly sequence: number;
  readonly hash: string;
  /** See `SealedRecord`. */
  readonly content: string;
  /** What beside the content says something else than the content; empty where nothing does. */
  readonly altered: readonly string[];
}

/** A place in the chain, to compare with. */
export interface ChainPoint {
  readonly sequence: number;
  readonly hash: string;
}

/** The chain as it is kept, for checking and export. */
export interface AuditChain {
  /** Where the chain ends by the records' own word, sequence 0 before the first record; null where they have no word of it. */
  head(): Promise<ChainPoint | null>;
  /** Links with these sequence numbers (both inclusive; null: from the beginning, to the end), in their order, at most `limit`. */
  links(from: number | null, to: number | null, limit: number): Promise<readonly AuditLink[]>;
  /** The first and the last record whose time is between the two (inclusive; milliseconds since the epoch), or null. */
  range(since: number | null, until: number | null): Promise<{ readonly from: number; readonly to: number } | null>;
}
