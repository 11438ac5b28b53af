import type { Approval } from '../approvals/approval.ts';
import type { Problem } from '../problem.ts';
import type { AskedFor, JournaledOperation, StepWork, WrittenChange } from './journal.ts';
import { terminalStates } from './operation.ts';
import type { Operation, OperationState, OperationStep } from './operation.ts';
import { problem } from './problems.ts';

/** How a step ended. */
export interface StepEnd {
  readonly state: 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  readonly message: string | null;
  readonly problem: Problem | null;
}

export function isTerminal(state: OperationState): boolean {
  return terminalStates.includes(state);
}

/** Out of the queue: the operation and its steps begin. */
export function started(entry: JournaledOperation, now: number): JournaledOperation {
  const { operation } = entry;
  const steps = operation.steps.map((step) => ({ ...step, state: 'RUNNING' as const, startedAt: now, message: null }));
  return { ...entry, operation: { ...operation, state: 'RUNNING', startedAt: now, steps } };
}

/** The step goes on from another template than the one that it was planned on. */
export function stepReplanned(entry: JournaledOperation, index: number, templateBefore: string): JournaledOperation {
  return { ...entry, work: entry.work.map((work, at) => (at === index ? { ...work, templateBefore } : work)) };
}

/** The step's change is in the cluster. */
export function stepWritten(
  entry: JournaledOperation,
  index: number,
  written: WrittenChange,
  templateDigest: string | null,
): JournaledOperation {
  return {
    ...entry,
    operation: withStep(entry.operation, index, { templateDigest }),
    work: entry.work.map((work, at) => (at === index ? { ...work, written } : work)),
  };
}

/** Ends a step, and with the last one the operation. `followUpId` names the rollback that a failed deploy owes. */
export function stepEnded(
  entry: JournaledOperation,
  index: number,
  end: StepEnd,
  now: number,
  followUpId: () => string,
): JournaledOperation {
  const operation = withStep(entry.operation, index, { ...end, finishedAt: now });
  const work = entry.work.map((step, at) => (at === index ? withoutValues(step) : step));
  const next = { ...entry, operation, work };
  return operation.steps.every(({ state }) => isTerminal(state)) ? operationEnded(next, now, followUpId) : next;
}

function operationEnded(entry: JournaledOperation, now: number, followUpId: () => string): JournaledOperation {
  const { operation, work } = entry;
  const failed = operation.steps.filter(({ state }) => state === 'FAILED');
  const cancelled = operation.steps.some(({ state }) => state === 'CANCELLED');
  if (failed.length === 0) {
    const state = cancelled ? 'CANCELLED' : 'SUCCEEDED';
    return { ...entry, operation: { ...operation, state, finishedAt: now } };
  }
  if (operation.state === 'CANCELLING') {
    return {
      ...entry,
      operation: { ...operation, state: 'CANCELLED', problem: problemOfAll(failed), finishedAt: now },
    };
  }
  const problem = problemOfAll(failed);
  const owesRollback = entry.settings.onFailure === 'ROLL_BACK' && work.some((_, index) => isToUndo(entry, index));
  const followUp = owesRollback ? { operationId: followUpId() } : null;
  const told =
    followUp === null || problem === null
      ? problem
      : { ...problem, message: `${problem.message} It is rolled back by operation ${followUp.operationId}.` };
  return { ...entry, followUp, operation: { ...operation, state: 'FAILED', problem: told, finishedAt: now } };
}

/** Whether a failed deploy's step left a new template in its cluster. */
export function isToUndo({ operation, work }: JournaledOperation, index: number): boolean {
  return work[index]?.written !== null && operation.steps[index]?.templateDigest !== null;
}

function problemOfAll(failed: readonly OperationStep[]): Problem | null {
  const [first] = failed.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  if (first === undefined || failed.length < 2) return first ?? null;
  return { ...first, message: `${first.message} (It failed in ${failed.length} placements; see the steps.)` };
}

/** All at once: every step that has not ended ends like this, and the operation is cancelled. */
export function cancelledWhole(
  entry: JournaledOperation,
  now: number,
  message: (index: number) => string,
  supersededBy: string | null,
): JournaledOperation {
  const steps = entry.operation.steps.map((step, index) =>
    isTerminal(step.state) ? step : { ...step, state: 'CANCELLED' as const, message: message(index), finishedAt: now },
  );
  return {
    ...entry,
    work: entry.work.map(withoutValues),
    operation: { ...entry.operation, state: 'CANCELLED', steps, supersededBy, finishedAt: now },
  };
}

/** As it waits for approvals: what it will set is known only once it is planned anew. */
export function awaiting(entry: JournaledOperation, approval: Approval, asked: AskedFor): JournaledOperation {
  const message = `Waits for ${approval.required === 1 ? 'an approval' : `${approval.required} approvals`} by ${approval.role}.`;
  const steps = entry.operation.steps.map((step) => ({
    ...step,
    state: 'AWAITING_APPROVAL' as const,
    message,
    templateDigest: null,
  }));
  return { ...entry, asked, operation: { ...entry.operation, state: 'AWAITING_APPROVAL', steps, approval } };
}

/** It waits for approvals no more, and never begins. */
export function rejectedWhole(entry: JournaledOperation, now: number, problem: Problem): JournaledOperation {
  return neverBegun(entry, now, 'REJECTED', 'Nothing was written here: it never began.', problem);
}

/** It may not begin at its turn: every step fails, with nothing written. */
export function refusedWhole(entry: JournaledOperation, now: number, problem: Problem): JournaledOperation {
  return neverBegun(entry, now, 'FAILED', 'Nothing was written here: refused when its turn came.', problem);
}

function neverBegun(
  entry: JournaledOperation,
  now: number,
  state: 'REJECTED' | 'FAILED',
  message: string,
  problem: Problem,
): JournaledOperation {
  const steps = entry.operation.steps.map((step) => ({ ...step, state, message, problem, finishedAt: now }));
  return {
    ...entry,
    work: entry.work.map(withoutValues),
    operation: { ...entry.operation, state, steps, problem, finishedAt: now },
  };
}

/** What became of it cannot be recorded, for a reason that time does not mend: every step that has not ended fails. */
export function unrecordable(entry: JournaledOperation, now: number): JournaledOperation {
  const words = 'Tenantry could not record what became of it; the log of the gateway says why.';
  const failed = problem('UNAVAILABLE', `${words} Look at the workloads before you ask again.`);
  const steps = entry.operation.steps.map((step, index) => {
    if (isTerminal(step.state)) return step;
    const message =
      entry.work[index]?.written === null
        ? 'Whether the change was written here is not known.'
        : 'The change was written here, and is no longer watched.';
    return { ...step, state: 'FAILED' as const, message, problem: failed, finishedAt: now };
  });
  return {
    ...entry,
    work: entry.work.map(withoutValues),
    operation: { ...entry.operation, state: 'FAILED', steps, problem: failed, finishedAt: now },
  };
}

/** What the journal keeps of a step that ended: values may be sensitive, and are no longer needed. */
export function withoutValues(work: StepWork): StepWork {
  return { ...work, changes: [] };
}

export function withStep(operation: Operation, index: number, change: Partial<OperationStep>): Operation {
  return {
    ...operation,
    steps: operation.steps.map((step, at) => (at === index ? { ...step, ...change } : step)),
  };
}
