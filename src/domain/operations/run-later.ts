import type { ClusterFailure } from '../clusters/cluster-failure.ts';
import type { LiveWorkload } from '../clusters/workload-writer.ts';
import type { Result } from '../../lib/result.ts';
import { sleep } from '../../lib/sleep.ts';
import type { ActiveOperation } from './active-operation.ts';
import { isTerminal, refusedWhole } from './operation-states.ts';
import { movedSincePlan } from './moved-since-plan.ts';
import { runOperation } from './run-operation.ts';
import type { StepDependencies } from './run-step.ts';
import { isWritten } from './workload-patch.ts';

/** How long a cluster may take to tell how a target is now, in milliseconds: the others do not wait longer for it. */
const patienceMs = 3_000;

/**
 * Runs an operation some time after its plan was read. Before its first write all of its targets are read again: where the plan does
 * not hold any more in one of them, the operation ends, with nothing written in any. From the first write on, and in a cluster that
 * does not tell how its target is now, each step decides by itself. `wasRunning`: another process may have written.
 */
export async function runLater(
  active: ActiveOperation,
  wasRunning: boolean,
  dependencies: StepDependencies,
): Promise<void> {
  const { operation, work } = active.entry;
  const hasBegun =
    work.some(({ written }) => written !== null) || operation.steps.some(({ state }) => isTerminal(state));
  const isStopped = () => active.stop.signal.aborted;
  if (hasBegun || isStopped()) return runOperation(active, null, dependencies);

  const reads = await Promise.all(work.map((_, index) => readTarget(active, index, dependencies)));
  const found = reads.map((read) => (read?.ok === true ? read.value : null));
  const mayBeWritten =
    found.some((live) => live !== null && isWritten(live.raw, operation.id)) || (wasRunning && found.includes(null));
  const moved = mayBeWritten || isStopped() ? null : movedSincePlan(active.entry, reads, dependencies.digests);
  if (moved === null) return runOperation(active, found, dependencies);
  await active.change((entry) => refusedWhole(entry, dependencies.clock.now(), moved));
}

/** Null where the cluster cannot be asked, or takes too long. */
async function readTarget(
  { entry, stop }: ActiveOperation,
  index: number,
  { registry, clock }: StepDependencies,
): Promise<Result<LiveWorkload, ClusterFailure> | null> {
  const work = entry.work[index];
  const cluster = registry.byId(entry.operation.steps[index]?.clusterId ?? '');
  if (work === undefined || cluster === undefined) return null;
  const done = new AbortController();
  const late = sleep(clock, patienceMs, stop.signal, done.signal).then(() => null);
  return Promise.race([cluster.writer.read(work.ref), late]).finally(() => done.abort());
}
