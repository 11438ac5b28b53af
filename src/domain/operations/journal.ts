import type { Asker } from '../access/access-now.ts';
import type { ApprovalDecision } from '../approvals/approval.ts';
import type { AuditEntry } from '../audit/audit-record.ts';
import type { WorkloadRef } from '../clusters/workload-writer.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { NewestFirstPart } from '../paging/newest-first.ts';
import type { Freeze } from '../freezes/freeze.ts';
import type { PlannedWhere } from '../freezes/frozen-by.ts';
import type { Problem } from '../problem.ts';
import type { FieldChange } from './field-change.ts';
import type { Operation } from './operation.ts';
import type { OperationFilter } from './operations.ts';
import type { WorkRequest } from './work-request.ts';

/** What one step writes, fixed before the first write so that a restarted gateway writes the same or nothing. */
export interface StepWork {
  readonly clusterName: string;
  readonly ref: WorkloadRef;
  /** Of the workload; a recreated one is another. */
  readonly uid: string;
  /** Emptied once the step is terminal: values may be sensitive. */
  readonly changes: readonly FieldChange[];
  /** Digest of the pod template that the workload had when this was planned. */
  readonly templateBefore: string;
  /**
   * Of a rollback: ids of operations that it superseded before they were seen to have written. What one of them writes all the
   * same, at the last moment, is undone with the rest.
   */
  readonly undoes?: readonly string[];
  /** Once it is known that the change is in the cluster. */
  readonly written: WrittenChange | null;
}

export interface WrittenChange {
  /** The workload's generation right after; a cache at or past it shows the change. */
  readonly generation: number;
  /** By the cluster's clock, milliseconds since the epoch; 0 where it was so before, and nothing was written. */
  readonly at: number;
  /** How far the cluster's clock is ahead of ours, in milliseconds. */
  readonly skewMs: number;
}

/** How an operation behaves; fixed when it was asked for. */
export interface OperationSettings {
  /** Seconds from its start after which it fails; null: the workload's progressDeadlineSeconds, else 600. */
  readonly deadlineSeconds: number | null;
  readonly onFailure: 'LEAVE' | 'ROLL_BACK';
}

/** A rollback that is owed because a deploy failed; its id is minted with the failure, so that it starts once. */
export interface FollowUp {
  readonly operationId: string;
}

/** What was asked for, to plan it anew once it is approved. */
export interface AskedFor {
  readonly request: WorkRequest;
  /** When it was planned: what depends on that (a restart) is the same in the next plan. Milliseconds since the epoch. */
  readonly plannedAt: number;
  /** Who asked; absent in what was recorded before this was kept. */
  readonly asker?: Asker;
}

/** An operation with what is needed to go on with it. `work` has the order of `operation.steps`. */
export interface JournaledOperation {
  readonly operation: Operation;
  readonly work: readonly StepWork[];
  readonly settings: OperationSettings;
  readonly followUp: FollowUp | null;
  /** Kept while it waits for approvals; null otherwise: values may be sensitive. */
  readonly asked: AskedFor | null;
}

/** What a caller's key stands for. */
export interface IdempotencyRecord {
  /** Who used it; keys of different callers are different keys. */
  readonly caller: string;
  readonly key: string;
  /** SHA-256 (hex) of kind and input. */
  readonly inputHash: string;
  readonly operationId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** An operation that a gateway may work on as long as nobody claims it with a higher fence. */
export interface LeasedOperation {
  readonly entry: JournaledOperation;
  /** Rises with each claim: what was claimed since is no longer saved by whoever had it before. */
  readonly fence: number;
  /** When the lease was asked for, where that was not long ago; milliseconds since the epoch, by the clock of this gateway. */
  readonly askedAt?: number;
}

/** The operations on an app, as far as a new one depends on them. */
export interface AppView {
  /** Ids of those that are not terminal and do not wait for approvals, sorted. */
  readonly unfinished: readonly string[];
  /** The last in the order of the queue, in whatever state, with its place there. */
  readonly newest: Pick<Operation, 'id' | 'createdAt'> | null;
  /** Those that go on, or begin, after the time that was asked for, oldest first; absent where nobody asked. */
  readonly freezes?: readonly Freeze[];
}

/** What the freezes that there are when an operation begins are asked. */
export interface FreezeQuestion {
  readonly where: PlannedWhere;
  /** Milliseconds since the epoch, by the clock of the gateway that asks. */
  readonly at: number;
}

export interface NewOperation {
  readonly entry: JournaledOperation;
  /** The gateway that asks, which has the operation's first lease, of the first fence. */
  readonly holder: string;
  /** What the journal held of the app when the entry was planned: it is OUTRUN where its operations are no longer so. */
  readonly inViewOf: AppView;
  /** Null for what a freeze does not keep from beginning. */
  readonly asksFreezes: FreezeQuestion | null;
  readonly key: IdempotencyRecord | null;
  /** Operations that it ends, in their new (terminal) state. */
  readonly superseded: readonly JournaledOperation[];
  /** The operation whose follow-up this is, or null. */
  readonly followUpOf: string | null;
  /** Recorded in the same transaction, so that neither is there without the other. */
  readonly audit?: AuditEntry;
}

/** A freeze keeps it from beginning; nothing was written. */
export interface FrozenMeanwhile {
  readonly type: 'FROZEN';
  readonly problem: Problem;
}

/** What came of a new operation. */
export type Begun =
  | { readonly type: 'BEGUN' }
  /** The caller used the key before; nothing was written. */
  | { readonly type: 'REPEATED'; readonly earlier: IdempotencyRecord }
  /** Another operation on the app was begun or has ended since it was planned; nothing was written. Plan again. */
  | { readonly type: 'OUTRUN' }
  | FrozenMeanwhile
  /** The follow-up was begun already, elsewhere; nothing was written. */
  | { readonly type: 'PAID' };

/** A decision about an operation that waits for approvals. */
export interface NewDecision {
  readonly operationId: string;
  readonly decision: ApprovalDecision;
  readonly key: IdempotencyRecord | null;
  readonly audit: AuditEntry;
  /** The operation in the terminal state that the decision brings, or null where it goes on waiting. */
  readonly ended: JournaledOperation | null;
  /** Only approvals that were given after this count; milliseconds since the epoch. */
  readonly approvedSince: number;
}

/** What came of a decision. */
export type Decided =
  | { readonly type: 'DECIDED' }
  /** The caller has approved the same plan before, and that counts; nothing was written. */
  | { readonly type: 'MADE' }
  /** The caller used the key before; nothing was written. */
  | { readonly type: 'REPEATED'; readonly earlier: IdempotencyRecord }
  /** The operation does not wait any more; nothing was written. */
  | { readonly type: 'GONE' };

/** An operation that was approved, planned anew, as it takes its place in the queue. */
export interface ApprovedOperation {
  readonly entry: JournaledOperation;
  /** The gateway that goes on with it. */
  readonly holder: string;
  /** What the journal held of the app when the entry was planned. */
  readonly inViewOf: AppView;
  readonly asksFreezes: FreezeQuestion | null;
  /** Operations that it ends, in their new (terminal) state. */
  readonly superseded: readonly JournaledOperation[];
  /** Only approvals that were given after this count; milliseconds since the epoch. */
  readonly approvedSince: number;
}

/** What came of an approved operation. */
export type Queued =
  | { readonly type: 'QUEUED'; readonly fence: number }
  /** Another operation on the app was begun or has ended since it was planned; nothing was written. Plan again. */
  | { readonly type: 'OUTRUN' }
  | FrozenMeanwhile
  /** It waits no more, or has not enough approvals of this plan; nothing was written. */
  | { readonly type: 'GONE' };

/** The fence of an operation that nobody but its first gateway has worked on. */
export const firstFence = 1;
/** How long a lease lasts that is not renewed, in milliseconds, by the clock of the database. */
export const leaseMs = 10_000;
/**
 * For how long, in milliseconds, a lease that was just asked for need not be asked for again before a write: less than who takes
 * an operation over waits for what may be on its way.
 */
export const freshLeaseMs = 250;

export interface JournalQuery extends NewestFirstPart {
  readonly filter: OperationFilter;
}

/**
 * The journal of operations. Every method rejects with RecordsUnavailable where the records cannot be used now. An operation that
 * is not terminal, or owes a follow-up, is unfinished: one gateway at a time has its lease.
 */
export interface Journal {
  /** To be asked before an operation on the app is planned; with the freezes ahead of `freezesFrom` (milliseconds since the epoch), where given. */
  view(app: AppKey, freezesFrom?: number): Promise<AppView>;
  /** Writes intent, steps, key, lease, what it supersedes and its audit record in one transaction. */
  begin(operation: NewOperation): Promise<Begun>;
  /**
   * Replaces state, steps and work. A terminal operation is never changed again, and one that was claimed since not by who had it
   * before: answers false, with nothing written. The audit record of who made the change is written in the same transaction.
   */
  save(entry: JournaledOperation, fence: number, audit?: AuditEntry): Promise<boolean>;
  findKey(caller: string, key: string): Promise<IdempotencyRecord | null>;
  /** Answers the earlier record, with nothing written, where the caller used the key before. */
  saveKey(record: IdempotencyRecord): Promise<IdempotencyRecord | null>;
  get(id: string): Promise<Operation | null>;
  page(query: JournalQuery): Promise<{ readonly operations: readonly Operation[]; readonly more: boolean }>;
  count(filter: OperationFilter): Promise<number>;
  /** The newest operation that set the template on the app (in one cluster, where given), or null. */
  ofTemplate(app: AppKey, templateDigest: string, clusterId?: string): Promise<Operation | null>;

  /** Takes what is unfinished and has no lease that lasts (ALL: whatever leases there are), or the one with this id. Oldest first. */
  claim(holder: string, which: 'EXPIRED' | 'ALL' | { readonly id: string }): Promise<readonly LeasedOperation[]>;
  /** Prolongs the lease of one that is not terminal; false where it has ended or was claimed since. To be asked before each write but the first one of a fresh lease. */
  hold(id: string, fence: number): Promise<boolean>;
  /**
   * Prolongs the gateway's leases of these operations, and answers which it has. What the journal holds as the gateway's and the
   * gateway does not know of (an answer was lost) is not named, and so runs out.
   */
  renew(holder: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Lets others claim at once what the gateway has. */
  release(holder: string): Promise<void>;
  /** What is not terminal, whoever works on it, with a number that rises with each change. */
  versions(): Promise<ReadonlyMap<string, number>>;
  /** Those that wait for approvals, oldest first. They have no lease, and are in nobody's way. */
  waiting(): Promise<readonly Operation[]>;
  /**
   * Writes decision (in place of an earlier one of the caller), key, audit and what the decision ends, in one transaction: of
   * several equal ones of a caller one is written.
   */
  decide(decision: NewDecision): Promise<Decided>;
  /** Ends one that waits for approvals: false, with nothing written, where it waits no more. */
  endWaiting(entry: JournaledOperation, audit?: AuditEntry): Promise<boolean>;
  /**
   * Lets one that waits take its place in the queue, in the transaction that counts its approvals: of several gateways that do so
   * one is answered QUEUED.
   */
  queueApproved(approved: ApprovedOperation): Promise<Queued>;
  /** Those of the operations that are there, oldest first. */
  read(ids: readonly string[]): Promise<readonly JournaledOperation[]>;
}
