import type { LiveWorkload } from '../clusters/workload-writer.ts';
import type { AppKey } from '../fleet/keys.ts';
import { sameJson, samePath } from './field-path.ts';
import type { JournaledOperation, StepWork } from './journal.ts';
import { isTerminal } from './operation-states.ts';
import type { Operation, OperationKind } from './operation.ts';
import { isWritten } from './workload-patch.ts';

/** An operation that is not terminal, whichever gateway works on it. */
export interface KnownOperation {
  readonly entry: JournaledOperation;
}

/** Names an app in maps. */
export function appText({ tenant, environment, name, kind }: AppKey): string {
  return JSON.stringify([tenant, environment, name, kind]);
}

/** Which operations a rollback ends, where they share a placement with it. */
const superseded: ReadonlySet<OperationKind> = new Set(['DEPLOY', 'SCALE', 'RESTART']);

/** Pausing and resuming steer a rollout: they wait until it is written, not until it is done. */
const steering: ReadonlySet<OperationKind> = new Set(['PAUSE', 'RESUME']);

/** The operations that a new rollback ends. */
export function supersededBy<T extends KnownOperation>(entry: JournaledOperation, others: readonly T[]): readonly T[] {
  if (entry.operation.kind !== 'ROLLBACK') return [];
  return others.filter(
    (other) => superseded.has(other.entry.operation.kind) && sharesPlacement(other.entry.work, entry.work),
  );
}

/** The ids of what a new operation has to wait for, oldest first. */
export function waitsFor(entry: JournaledOperation, others: readonly KnownOperation[]): readonly string[] {
  return others
    .filter((other) => sharesPlacement(other.entry.work, entry.work) && blocks(entry.operation.kind, other))
    .map((other) => other.entry.operation.id);
}

/**
 * As `waitsFor`, for one that was in the queue before: what runs has left the queue, and of two that wait the older is ahead,
 * so that no two ever wait for each other.
 */
export function stillWaitsFor(entry: JournaledOperation, others: readonly KnownOperation[]): readonly string[] {
  if (entry.operation.state !== 'PENDING') return [];
  const text = appText(entry.operation.target);
  return waitsFor(
    entry,
    others.filter(
      (other) =>
        appText(other.entry.operation.target) === text &&
        (other.entry.operation.state !== 'PENDING' || isOlder(other.entry.operation, entry.operation)),
    ),
  );
}

/** In the order of the queue. */
export function isOlder(a: Operation, b: Operation): boolean {
  const [placeA, placeB] = [placeOf(a), placeOf(b)];
  return placeA < placeB || (placeA === placeB && a.id < b.id);
}

/** One that waited for approvals is in the queue only since it had them. */
function placeOf({ approval, createdAt }: Operation): number {
  return approval?.approvedAt ?? createdAt;
}

/** Whether a waiting operation of this kind still has to wait for another. */
export function blocks(kind: OperationKind, { entry }: KnownOperation): boolean {
  const { state } = entry.operation;
  if (isTerminal(state)) return false;
  return steering.has(kind) ? state !== 'PENDING' && entry.work.some(({ written }) => written === null) : true;
}

/**
 * The work of a new operation, with what the operations that are still to write will have set by then: a value that one of
 * them sets is as good as the one that was read.
 */
export function onTopOf(work: readonly StepWork[], others: readonly KnownOperation[]): readonly StepWork[] {
  const pending = others.flatMap((other) => other.entry.work.filter(({ written }) => written === null));
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

/** The work of a rollback that ends `superseded`, of which those that `reads` (by step) does not show may still be writing. */
export function alsoUndoing(
  work: readonly StepWork[],
  superseded: readonly KnownOperation[],
  reads: readonly LiveWorkload[],
): readonly StepWork[] {
  return work.map((step, index) => {
    const raw = reads[index]?.raw ?? {};
    const undoes = superseded
      .filter(({ entry }) => sharesPlacement(entry.work, [step]) && !isWritten(raw, entry.operation.id))
      .map(({ entry }) => entry.operation.id);
    return undoes.length === 0 ? step : { ...step, undoes };
  });
}

function sharesPlacement(a: readonly StepWork[], b: readonly StepWork[]): boolean {
  return a.some(({ uid }) => b.some((other) => other.uid === uid));
}
