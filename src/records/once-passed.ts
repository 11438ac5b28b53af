import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { sleep } from '../lib/sleep.ts';

/** Between two tries, in milliseconds; and how many there are. */
const pauseMs = 1_000;
const mostTries = 10;

/**
 * What a start needs of records that were opened a moment ago: on a busy machine one answer may come too late, which is no reason to
 * stop. @throws RecordsUnavailable where they stay away.
 */
export async function oncePassed<T>(run: () => Promise<T>, { clock, log }: { clock: Clock; log: Log }): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof RecordsUnavailable) || error.trouble === 'UNUSABLE' || tries === mostTries) throw error;
      log.warn(
        { trouble: error.trouble, error: error.message },
        'the records cannot be used at the start; trying again',
      );
      await sleep(clock, pauseMs);
    }
  }
}
