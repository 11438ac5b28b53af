import type { LiveWorkload } from '../clusters/workload-writer.ts';
import type { ActiveOperation } from './active-operation.ts';
import { isTerminal } from './operation-states.ts';
import { runStep } from './run-step.ts';
import type { FailedElsewhere, StepDependencies } from './run-step.ts';

/** Once one placement has failed, how long the others may still take to end before the operation does, in milliseconds. */
const graceMs = 3_000;

/**
 * Runs all steps of an operation side by side, until it is terminal or told to stop. `reads` are the workloads by step, where they
 * were read a moment ago.
 */
export async function runOperation(
  active: ActiveOperation,
  reads: readonly (LiveWorkload | null)[] | null,
  dependencies: StepDependencies,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([active.stop.signal, failed.signal]);
  const grace: (() => void)[] = [];
  const steps = active.entry.operation.steps.map(async (step, index) => {
    if (isTerminal(step.state)) return;
    await runStep(active, index, reads?.[index] ?? null, signal, dependencies);
    if (active.entry.operation.steps[index]?.state !== 'FAILED') return;
    const reason: FailedElsewhere = { failedIn: active.entry.work[index]?.clusterName ?? '' };
    if (grace.length === 0) grace.push(dependencies.clock.after(graceMs, () => failed.abort(reason)));
  });
  await Promise.all(steps);
  for (const cancel of grace) cancel();
}
