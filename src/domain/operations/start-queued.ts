import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { sleep } from '../../lib/sleep.ts';
import type { FreezeGuard } from '../freezes/freeze-guard.ts';
import type { Problem } from '../problem.ts';
import { RecordsUnavailable } from '../records-unavailable.ts';
import { lapsedProblem } from './approval-problems.ts';
import type { ActiveOperation } from './active-operation.ts';
import { refusedWhole, started } from './operation-states.ts';
import { whereOfOperation } from './planned-where.ts';
import { runLater } from './run-later.ts';
import type { StepDependencies } from './run-step.ts';

export interface StartDependencies {
  readonly freezes: FreezeGuard;
  readonly clock: Clock;
  readonly log: Log;
  readonly running: StepDependencies;
  /** Aborts when the process stops. */
  readonly shutdown: AbortSignal;
}

const retryMs = 1_000;

/** Starts an operation whose turn has come; where a freeze that began meanwhile forbids it, it ends, with nothing written. */
export async function startQueued(active: ActiveOperation, dependencies: StartDependencies): Promise<void> {
  const { clock, log, running, shutdown } = dependencies;
  while (!shutdown.aborted && active.entry.operation.state === 'PENDING') {
    try {
      const refusal = await refusalOf(active, dependencies);
      if (refusal !== null) await active.change((entry) => refusedWhole(entry, clock.now(), refusal));
      else if (await active.change((entry) => started(entry, clock.now()))) await runLater(active, false, running);
      return;
    } catch (error) {
      if (!(error instanceof RecordsUnavailable)) throw error;
      log.warn({ operation: active.entry.operation.id, error: error.message }, 'cannot read the freezes; trying again');
      await sleep(clock, retryMs, shutdown);
    }
  }
}

async function refusalOf(
  { entry }: ActiveOperation,
  { clock, freezes, running }: StartDependencies,
): Promise<Problem | null> {
  // The rollback of a failed deploy belongs to the deploy, which was let begin.
  if (entry.operation.actor.kind === 'SYSTEM') return null;
  const lapsed = lapsedProblem(entry.operation, clock.now());
  if (lapsed !== null) return lapsed;
  return freezes.refusal(whereOfOperation(entry, running.registry));
}
