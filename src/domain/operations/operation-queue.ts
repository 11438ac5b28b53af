import type { AppKey } from '../fleet/keys.ts';
import type { ActiveOperation } from './active-operation.ts';
import { sameJson, samePath } from './field-path.ts';
import type { JournaledOperation, StepWork } from './journal.ts';
import { isTerminal } from './operation-states.ts';
import type { OperationKind } from './operation.ts';
import { hasToWrite } from './run-step.ts';

/** Names an app in maps. */
export function appText({ tenant, environment, name, kind }: AppKey): string {
  return JSON.stringify([tenant, environment, name, kind]);
}

/** Which operations a rollback ends, where they share a placement with it. */
const superseded: ReadonlySet<OperationKind> = new Set(['DEPLOY', 'SCALE', 'RESTART']);

/** Pausing and resuming steer a rollout: they wait until it is written, not until it is done. */
const steering: ReadonlySet<OperationKind> = new Set(['PAUSE', 'RESUME']);

/** The operations that a new rollback ends. */
export function supersededBy(
  entry: JournaledOperation,
  actives: readonly ActiveOperation[],
): readonly ActiveOperation[] {
  if (entry.operation.kind !== 'ROLLBACK') return [];
  return actives.filter(
    (active) => superseded.has(active.entry.operation.kind) && sharesPlacement(active.entry.work, entry.work),
  );
}

/** The ids of what a new operation has to wait for, oldest first. */
export function waitsFor(entry: JournaledOperation, actives: readonly ActiveOperation[]): readonly string[] {
  return actives
    .filter((active) => sharesPlacement(active.entry.work, entry.work) && blocks(entry.operation.kind, active))
    .map((active) => active.entry.operation.id);
}

/** Whether a waiting operation of this kind still has to wait for another. */
export function blocks(kind: OperationKind, active: ActiveOperation): boolean {
  const { state } = active.entry.operation;
  if (isTerminal(state)) return false;
  return steering.has(kind) ? state !== 'PENDING' && hasToWrite(active) : true;
}

/**
 * The work of a new operation, with what the operations that are still to write will have set by then: a value that one of
 * them sets is as good as the one that was read.
 */
export function onTopOf(work: readonly StepWork[], actives: readonly ActiveOperation[]): readonly StepWork[] {
  const pending = actives.flatMap((active) => active.entry.work.filter(({ written }) => written === null));
  return work.map((step) => {
    const ahead = pending.filter(({ uid }) => uid === step.uid).flatMap(({ changes }) => changes);
    if (ahead.length === 0) return step;
    const changes = step.changes.map((change) => {
      const last = ahead.findLast(({ path }) => samePath(path, change.path));
      return last?.after === undefined || sameJson(last.after, change.before)
        ? change
        : { ...change, queuedBefore: last.after };
    });
    return { ...step, changes };
  });
}

function sharesPlacement(a: readonly StepWork[], b: readonly StepWork[]): boolean {
  return a.some(({ uid }) => b.some((other) => other.uid === uid));
}
