import type { Actor } from '../caller.ts';

/** What a rule asked of an operation when it was asked for, and what came of it. Times in milliseconds since the epoch. */
export interface Approval {
  /** How many callers have to approve it. */
  readonly required: number;
  /** The role that they need. */
  readonly role: string;
  readonly requesterMayApprove: boolean;
  /** How long an approval counts, in seconds. */
  readonly validSeconds: number;
  /** Until when the operation waits; null where it never waited. */
  readonly expiresAt: number | null;
  /** When there were enough, and the operation took its place in the queue; null until then. */
  readonly approvedAt: number | null;
  /** Who went ahead without approvals; the reason is the operation's. Null where nobody did. */
  readonly brokenBy: Actor | null;
  /** At most one of each caller, oldest first. */
  readonly decisions: readonly ApprovalDecision[];
}

export interface ApprovalDecision {
  readonly actor: Actor;
  readonly decision: 'APPROVED' | 'REJECTED';
  readonly comment: string | null;
  readonly at: number;
  /** Of the plan that the caller decided about. */
  readonly digest: string;
}

/** The approvals of the plan with this digest that count at `now`. */
export function validApprovals(approval: Approval, digest: string, now: number): readonly ApprovalDecision[] {
  return approval.decisions.filter(
    (decision) => decision.decision === 'APPROVED' && decision.digest === digest && isValid(approval, decision, now),
  );
}

/** Whether a decision counts at `now`: an approval does for a time. */
export function isValid(approval: Approval, { decision, at }: ApprovalDecision, now: number): boolean {
  return decision === 'REJECTED' || now < at + approval.validSeconds * 1000;
}

export function isSameActor(a: Actor, b: Actor): boolean {
  return a.kind === b.kind && a.name === b.name;
}
