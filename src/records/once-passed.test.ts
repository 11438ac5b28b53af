import { expect, it } from 'vitest';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import { silentLog } from '../lib/log.ts';
import { createManualClock } from '../lib/manual-clock.ts';
import { oncePassed } from './once-passed.ts';

/** What fails so often before it passes, and the time that goes on by itself. */
async function tried(failures: number, error: Error = new RecordsUnavailable('AWAY', 'away')) {
  const clock = createManualClock();
  let calls = 0;
  const outcome = oncePassed(
    async () => {
      calls += 1;
      if (calls <= failures) throw error;
      return 'done';
    },
    { clock, log: silentLog },
  ).catch((failure: unknown) => failure);
  const state = { over: false };
  void outcome.then(() => (state.over = true));
  while (!state.over) {
    clock.advance(1_000);
    await Promise.resolve();
  }
  return [await outcome, calls];
}

it('tries again what the records refuse, for a while', async () => {
  expect(await tried(0)).toEqual(['done', 1]);
  expect(await tried(9)).toEqual(['done', 10]);
  expect(await tried(100)).toEqual([new RecordsUnavailable('AWAY', 'away'), 10]);
});

it('does not try again what will not pass', async () => {
  const wrong = new RecordsUnavailable('UNUSABLE', 'no database of ours');
  expect(await tried(1, wrong)).toEqual([wrong, 1]);
  const surprise = new Error('no');
  expect(await tried(1, surprise)).toEqual([surprise, 1]);
});
