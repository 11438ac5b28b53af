import type { AuditEntry } from '../audit/audit-record.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { sleep } from '../../lib/sleep.ts';
import { RecordsUnavailable } from '../records-unavailable.ts';
import { freshLeaseMs } from './journal.ts';
import type { Journal, JournaledOperation, LeasedOperation } from './journal.ts';
import { isTerminal, unrecordable } from './operation-states.ts';
import type { Operation } from './operation.ts';

/** An operation that is not terminal, in this process. */
export interface ActiveOperation {
  /** As it was last journaled (or, for messages, told). */
  readonly entry: JournaledOperation;
  /**
   * Aborts with the reason to stop before the end: CANCELLED, SUPERSEDED, SHUTDOWN, or LOST where another gateway works on it
   * now, or has ended it, or where it had to end because it cannot be recorded.
   */
  readonly stop: AbortController;
  /** Calls to clusters that may be writing at this moment. */
  readonly writing: Set<Promise<unknown>>;
  /**
   * Steps, by their index, of which a write may come that nobody here waits for: of the process that worked on it before, or one
   * that got no answer.
   */
  readonly lateWrites: Set<number>;
  /** Operations that have to end (or, for pause and resume, be written) before this one starts. */
  readonly waitsFor: Set<string>;
  /**
   * Changes it, one change at a time: journaled first, then told. Keeps trying while the records are away. A change that fails
   * for another reason is tried a few times, then the operation ends as FAILED instead. Answers false where it had ended already,
   * or ends so, or the process stops.
   */
  change(update: (entry: JournaledOperation) => JournaledOperation): Promise<boolean>;
  /** As `change`, once, with the audit record of who asked for it: rejects with RecordsUnavailable while the records are away. */
  changeOnce(update: (entry: JournaledOperation) => JournaledOperation, audit?: AuditEntry): Promise<boolean>;
  /**
   * Whether this process still has the lease, which lasts longer by this. Rejects with RecordsUnavailable while the records are away.
   */
  hold(): Promise<boolean>;
  /** To be asked just before the first write: as `hold`, but that a fresh lease need not be asked for again. */
  mayWrite(): Promise<boolean>;
  /** Tells a state that is not worth a journal entry (a message). */
  tell(update: (operation: Operation) => Operation): void;
  /** Runs when no change is under way, and lets none begin before it is done. */
  exclusively<T>(run: () => Promise<T>): Promise<T>;
  /** Takes over a state that was journaled elsewhere. To be called in `exclusively`. */
  take(entry: JournaledOperation): void;
}

export interface ActiveDependencies {
  readonly journal: Pick<Journal, 'save' | 'hold'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when the process stops. */
  readonly shutdown: AbortSignal;
  /** Hears each new state, and whether the journal holds it. */
  readonly changed: (active: ActiveOperation, journaled: boolean) => void;
  /** Hears that another gateway has ended it, or works on it now. */
  readonly lost: (active: ActiveOperation) => void;
}

const retryMs = 1_000;
/** How often a change is tried that fails though the records are there, and the longest wait between two tries in milliseconds. */
const surprisesAtMost = 5;
const longestRetryMs = 60_000;

/** An operation that is in the journal already. */
export function createActiveOperation(
  { entry: journaled, fence, askedAt }: LeasedOperation,
  waitsFor: Iterable<string>,
  { journal, clock, log, shutdown, changed, lost }: ActiveDependencies,
): ActiveOperation {
  let entry = journaled;
  let turn: Promise<unknown> = Promise.resolve();
  /** What is told while a change is being journaled, which was made before it. */
  let told: ((operation: Operation) => Operation)[] | null = null;
  const stop = new AbortController();

  const exclusively = <T>(run: () => Promise<T>): Promise<T> => {
    const result = turn.then(run, run);
    turn = result.catch(() => null);
    return result;
  };
  const lose = () => {
    stop.abort('LOST');
    lost(active);
    return false;
  };
  const isFresh = () => {
    const age = askedAt === undefined ? Number.NaN : clock.now() - askedAt;
    return age >= 0 && age <= freshLeaseMs && !stop.signal.aborted;
  };
  const take = (next: JournaledOperation, journaled: boolean) => {
    entry = next;
    changed(active, journaled);
  };
  const active: ActiveOperation = {
    get entry() {
      return entry;
    },
    stop,
    writing: new Set(),
    lateWrites: new Set(),
    waitsFor: new Set(waitsFor),
    exclusively,
    take: (next) => take(next, true),
    changeOnce: (update, audit) =>
      exclusively(async () => {
        if (isTerminal(entry.operation.state)) return false;
        const next = update(entry);
        const meanwhile: ((operation: Operation) => Operation)[] = [];
        told = meanwhile;
        if (!(await journal.save(next, fence, audit).finally(() => (told = null)))) return lose();
        take(meanwhile.reduce(tellingOf, next), true);
        return true;
      }),
    async change(update) {
      let surprises = 0;
      for (;;) {
        try {
          if (surprises < surprisesAtMost) return await active.changeOnce(update);
          // Its other steps stop as where another gateway has ended it: there is nothing left to journal.
          if (await active.changeOnce((before) => unrecordable(before, clock.now()))) stop.abort('LOST');
          return false;
        } catch (error) {
          const told = { operation: entry.operation.id, error: error instanceof Error ? error.message : String(error) };
          const isAway = error instanceof RecordsUnavailable;
          if (isAway) log.warn(told, 'cannot journal an operation; trying again');
          else {
            surprises += 1;
            const next = surprises < surprisesAtMost ? 'trying again' : 'it is to end as FAILED';
            log.error(told, `cannot journal an operation though the records are there; ${next}`);
          }
          // Not the operation's own signal, which keeps its first reason: one that was cancelled has to let the process end too.
          if (shutdown.aborted) return false;
          const waitMs = isAway ? retryMs : Math.min(retryMs * 2 ** (surprises - 1), longestRetryMs);
          await sleep(clock, waitMs, shutdown);
        }
      }
    },
    hold: async () => (await journal.hold(entry.operation.id, fence)) || lose(),
    mayWrite: async () => isFresh() || active.hold(),
    tell(update) {
      if (isTerminal(entry.operation.state)) return;
      told?.push(update);
      take(tellingOf(entry, update), false);
    },
  };
  return active;
}

function tellingOf(entry: JournaledOperation, update: (operation: Operation) => Operation): JournaledOperation {
  return isTerminal(entry.operation.state) ? entry : { ...entry, operation: update(entry.operation) };
}
