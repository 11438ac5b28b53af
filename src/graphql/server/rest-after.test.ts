import { expect, test } from 'vitest';
import { createRound } from '../../lib/round.ts';
import { restAfter } from './rest-after.ts';

test.each([
  ['waits where reading it has used up the round', 0, 9, true],
  ['goes on where there is time left', 0, 7, false],
  ['goes on where others have used it up, and its document was known', 9, 0.01, false],
])('a request %s', (_what, elsewhereMs, readingMs, waits) => {
  let time = 0;
  const round = createRound(8, () => time);
  round.begin();
  time += elsewhereMs;
  const begin = round.now();
  time += readingMs;
  expect(restAfter(begin, round) instanceof Promise).toBe(waits);
});
