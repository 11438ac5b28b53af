import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { sleep } from '../../lib/sleep.ts';
import type { Journal, JournaledOperation } from './journal.ts';
import { isTerminal } from './operation-states.ts';
import type { Operation } from './operation.ts';

/** An operation that is not terminal, in this process. */
export interface ActiveOperation {
  /** As it was last journaled (or, for messages, told). */
  readonly entry: JournaledOperation;
  /** Aborts with the reason to stop before the end: CANCELLED, SUPERSEDED or SHUTDOWN. */
  readonly stop: AbortController;
  /** Calls to clusters that may be writing at this moment. */
  readonly writing: Set<Promise<unknown>>;
  /** Operations that have to end (or, for pause and resume, be written) before this one starts. */
  readonly waitsFor: Set<string>;
  /**
   * Changes it, one change at a time: journaled first, then told. Keeps trying while the records are away. Answers false where
   * it had ended already, or the process stops.
   */
  change(update: (entry: JournaledOperation) => JournaledOperation): Promise<boolean>;
  /** As `change`, once: rejects with RecordsUnavailable while the records are away. */
  changeOnce(update: (entry: JournaledOperation) => JournaledOperation): Promise<boolean>;
  /** Tells a state that is not worth a journal entry (a message). */
  tell(update: (operation: Operation) => Operation): void;
  /** Runs when no change is under way, and lets none begin before it is done. */
  exclusively<T>(run: () => Promise<T>): Promise<T>;
  /** Takes over a state that was journaled elsewhere. To be called in `exclusively`. */
  take(entry: JournaledOperation): void;
}

export interface ActiveDependencies {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when the process stops. */
  readonly shutdown: AbortSignal;
  /** Hears each new state. */
  readonly changed: (active: ActiveOperation) => void;
}

const retryMs = 1_000;

/** An operation that is in the journal already. */
export function createActiveOperation(
  journaled: JournaledOperation,
  waitsFor: Iterable<string>,
  { journal, clock, log, shutdown, changed }: ActiveDependencies,
): ActiveOperation {
  let entry = journaled;
  let turn: Promise<unknown> = Promise.resolve();
  const stop = new AbortController();

  const exclusively = <T>(run: () => Promise<T>): Promise<T> => {
    const result = turn.then(run, run);
    turn = result.catch(() => null);
    return result;
  };
  const take = (next: JournaledOperation) => {
    entry = next;
    changed(active);
  };
  const active: ActiveOperation = {
    get entry() {
      return entry;
    },
    stop,
    writing: new Set(),
    waitsFor: new Set(waitsFor),
    exclusively,
    take,
    changeOnce: (update) =>
      exclusively(async () => {
        if (isTerminal(entry.operation.state)) return false;
        const next = update(entry);
        if (!(await journal.save(next))) return false;
        take(next);
        return true;
      }),
    async change(update) {
      for (;;) {
        try {
          return await active.changeOnce(update);
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          log.warn({ operation: entry.operation.id, error: message }, 'cannot journal an operation; trying again');
          // Not the operation's own signal, which keeps its first reason: one that was cancelled has to let the process end too.
          if (shutdown.aborted) return false;
          await sleep(clock, retryMs, shutdown);
        }
      }
    },
    tell(update) {
      if (isTerminal(entry.operation.state)) return;
      take({ ...entry, operation: update(entry.operation) });
    },
  };
  return active;
}
