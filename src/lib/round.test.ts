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

test('the next round is that of the next immediates at the earliest, and those of this one are over then', async () => {
  const round = createRound();
  const seen = await new Promise<readonly string[]>((resolve) => {
    stat(import.meta.filename, () => {
      const order: string[] = [];
      setImmediate(() => order.push('immediate'));
      void round.next().then(() => resolve([...order, 'next']));
    });
  });
  expect(seen).toEqual(['immediate', 'next']);
});

test('nobody works for longer than what is left of the round', () => {
  let time = 100;
  const round = createRound(8, () => time);
  expect(round.until(4)).toBe(104);
  time = 106;
  expect([round.until(4), round.until(1)]).toEqual([108, 107]);
});
