import { stat } from 'node:fs';
import { expect, test } from 'vitest';
import { createRound } from './round.ts';

test('what a file or a socket brings shares its round with the immediates behind it, and not with those of the next', async () => {
  let time = 0;
  const round = createRound(8, () => time);
  const seen = await new Promise<readonly boolean[]>((resolve) => {
    stat(import.meta.filename, () => {
      round.begin();
      time += 7;
      const before = round.isSpent;
      time += 1;
      const after = round.isSpent;
      setImmediate(() => {
        const sameRound = round.isSpent;
        setImmediate(() => resolve([before, after, sameRound, round.isSpent]));
      });
    });
  });
  expect(seen).toEqual([false, true, true, false]);
});

test('the next round is not that of the immediates behind what a file or a socket brings', async () => {
  const round = createRound();
  const ids = await new Promise<readonly number[]>((resolve) => {
    stat(import.meta.filename, () => {
      const ids = [round.id];
      setImmediate(() => ids.push(round.id));
      void round.next().then(() => resolve([...ids, round.id]));
    });
  });
  const [first = NaN] = ids;
  expect(ids).toEqual([first, first, first + 1]);
});

test('nobody works for longer than what is left of the round', () => {
  let time = 100;
  const round = createRound(8, () => time);
  expect(round.until(4)).toBe(104);
  time = 106;
  expect([round.until(4), round.until(1)]).toEqual([108, 107]);
});
