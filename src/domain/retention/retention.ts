import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';

/** What of the records is removed for its age. Each rejects with RecordsUnavailable where they cannot be used now. */
export interface ExpiredRecords {
  /**
   * The time by the clock of the database, in milliseconds since the epoch. What is removed never comes back: that goes by no
   * gateway's own clock, which may be wrong by years.
   */
  now(): Promise<number>;
  /**
   * Removes some operations that ended before `at` (milliseconds since the epoch) and owe nothing, oldest first, with their steps.
   * Answers how many; 0: there are no more.
   */
  pruneOperations(at: number): Promise<number>;
  /** Removes idempotency keys that were used before `at`. */
  pruneKeys(at: number): Promise<void>;
}

export interface RetentionOptions {
  readonly records: ExpiredRecords;
  /** How long operations are kept after their end, in days. */
  readonly operationsKeptDays: number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Retention {
  /** Starts no more; waits for what it has started. */
  close(): Promise<void>;
}

const dayMs = 24 * 3600 * 1000;
const keysKeptMs = 7 * dayMs;

/** Removes what is too old, now and daily. Where the records cannot be used, the next day comes soon enough. */
export function startRetention({ records, operationsKeptDays, clock, log }: RetentionOptions): Retention {
  const closing = new AbortController();
  let cancelNext = (): void => {};

  async function prune(): Promise<void> {
    let removed = 0;
    try {
      const now = await records.now();
      await records.pruneKeys(now - keysKeptMs);
      while (!closing.signal.aborted) {
        const some = await records.pruneOperations(now - operationsKeptDays * dayMs);
        if (some === 0) break;
        removed += some;
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.warn({ error: message }, 'what is too old could not be removed from the records; tomorrow again');
    }
    if (removed > 0) log.info({ operations: removed }, 'operations that ended long ago were removed from the records');
  }
  const turn = (): Promise<void> =>
    prune().then(() => {
      if (!closing.signal.aborted) cancelNext = clock.after(dayMs, () => void (running = turn()));
    });
  let running = turn();

  return {
    close() {
      closing.abort();
      cancelNext();
      return running;
    },
  };
}
