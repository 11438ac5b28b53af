import type { Approval } from '../approvals/approval.ts';
import type { ApprovalRule } from '../approvals/approval-rule.ts';
import type { Caller } from '../caller.ts';
import type { JournaledOperation } from './journal.ts';
import type { OperationStep, Plan } from './operation.ts';
import type { PlannedStep } from './plan-work.ts';
import type { WorkRequest } from './work-request.ts';

interface NewOperationParts {
  readonly id: string;
  readonly request: WorkRequest;
  readonly caller: Caller;
  readonly plan: Plan;
  readonly steps: readonly PlannedStep[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What a rule asks of it; null: nothing. */
  readonly approval: Approval | null;
}

/** What a rule asks of an operation that is asked for at `now`; `brokenBy` goes ahead without it. */
export function newApproval(rule: ApprovalRule, brokenBy: Caller | null, now: number): Approval {
  const { approvals, role, requesterMayApprove, validSeconds, waitSeconds } = rule;
  return {
    required: approvals,
    role,
    requesterMayApprove,
    validSeconds,
    expiresAt: brokenBy === null ? now + waitSeconds * 1000 : null,
    approvedAt: null,
    brokenBy: brokenBy && { name: brokenBy.name, kind: brokenBy.kind },
    decisions: [],
  };
}

/** The steps of an operation before its start. */
export function newSteps(steps: readonly PlannedStep[]): readonly OperationStep[] {
  return steps.map(({ instance, work, templateDigest }) => ({
    clusterId: instance.cluster.id,
    namespace: work.ref.namespace,
    state: 'PENDING',
    message: null,
    problem: null,
    startedAt: null,
    finishedAt: null,
    templateDigest,
  }));
}

/** A planned operation before its start, as the journal keeps it. */
export function newOperation({
  id,
  request,
  caller,
  plan,
  steps,
  now,
  approval,
}: NewOperationParts): JournaledOperation {
  return {
    operation: {
      id,
      kind: request.kind,
      state: 'PENDING',
      target: request.app,
      actor: { name: caller.name, kind: caller.kind },
      reason: request.reason ?? null,
      plan,
      steps: newSteps(steps),
      problem: null,
      supersededBy: null,
      approval,
      createdAt: now,
      startedAt: null,
      finishedAt: null,
    },
    work: steps.map(({ work }) => work),
    settings: {
      deadlineSeconds: ('deadlineSeconds' in request ? request.deadlineSeconds : undefined) ?? null,
      onFailure: request.kind === 'DEPLOY' ? request.onFailure : 'LEAVE',
    },
    followUp: null,
    asked: null,
  };
}
