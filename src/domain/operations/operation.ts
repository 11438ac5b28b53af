import type { Approval } from '../approvals/approval.ts';
import type { Actor } from '../caller.ts';
import type { ObjectRef } from '../fleet/fleet-model.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { Problem } from '../problem.ts';
import type { Check, Verdict } from './preflight.ts';

export type OperationKind = 'DEPLOY' | 'SCALE' | 'ROLLBACK' | 'RESTART' | 'PAUSE' | 'RESUME';
export type OperationState =
  'PENDING' | 'AWAITING_APPROVAL' | 'RUNNING' | 'CANCELLING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'REJECTED';

export const terminalStates: readonly OperationState[] = ['SUCCEEDED', 'FAILED', 'CANCELLED', 'REJECTED'];
export const openStates: readonly OperationState[] = ['PENDING', 'AWAITING_APPROVAL', 'RUNNING', 'CANCELLING'];

/** What waits for an approval is nobody's work yet. */
export const workedOnStates = openStates.filter((state) => state !== 'AWAITING_APPROVAL');

/** One shape for all work. Times in milliseconds since the epoch. */
export interface Operation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly target: AppKey;
  readonly actor: Actor;
  readonly reason: string | null;
  readonly plan: Plan | null;
  readonly steps: readonly OperationStep[];
  readonly problem: Problem | null;
  readonly supersededBy: string | null;
  /** What it needed of others before it could begin; null where no rule asked for anything. */
  readonly approval: Approval | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** The work in one placement. */
export interface OperationStep {
  readonly clusterId: string | null;
  readonly namespace: string | null;
  readonly state: OperationState;
  readonly message: string | null;
  readonly problem: Problem | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Digest of the pod template that the step sets; null where it sets none. Binds revisions and rollouts to operations. */
  readonly templateDigest: string | null;
}

/** What was found before anything is changed, also of what is refused: then changes and digest as far as they could be told. */
export interface Preflight {
  readonly verdict: Verdict;
  /** Every check of every placement, with what it found. */
  readonly checks: readonly Check[];
  readonly changes: readonly PlannedChange[];
  /** SHA-256 (hex) over targets' uids and the before and after of the fields that are set. */
  readonly digest: string | null;
}

/** What an operation will change. */
export interface Plan extends Preflight {
  readonly warnings: readonly Problem[];
  readonly digest: string;
}

export interface PlannedChange {
  readonly object: ObjectRef;
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE';
  /** Unified diff of YAML, without status and managedFields, sensitive values masked. */
  readonly diff: string;
}
