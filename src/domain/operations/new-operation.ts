import type { Caller } from '../caller.ts';
import type { JournaledOperation } from './journal.ts';
import type { Plan } from './operation.ts';
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
}

/** A planned operation before its start, as the journal keeps it. */
export function newOperation({ id, request, caller, plan, steps, now }: NewOperationParts): JournaledOperation {
  return {
    operation: {
      id,
      kind: request.kind,
      state: 'PENDING',
      target: request.app,
      actor: { name: caller.name, kind: caller.kind },
      reason: request.reason ?? null,
      plan,
      steps: steps.map(({ instance, work, templateDigest }) => ({
        clusterId: instance.cluster.id,
        namespace: work.ref.namespace,
        state: 'PENDING',
        message: null,
        problem: null,
        startedAt: null,
        finishedAt: null,
        templateDigest,
      })),
      problem: null,
      supersededBy: null,
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
  };
}
