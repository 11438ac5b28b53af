import { describe, expect, it } from 'vitest';
import { createTurns } from './turns.ts';
import type { Turns } from './turns.ts';

const sliceMs = 4;

/** A clock that moves by what is worked alone, and how much was worked in each round of the event loop. */
function start(): {
  readonly turns: Turns;
  work(name: string): void;
  readonly rounds: readonly string[];
  count(): void;
} {
  const rounds: string[] = [];
  let time = 0;
  let counting = false;
  function count(): void {
    rounds.push('');
    if (counting) setImmediate(count);
  }
  return {
    turns: createTurns(sliceMs, () => time),
    work(name) {
      time += 1;
      rounds.push((rounds.pop() ?? '') + name);
    },
    rounds,
    count() {
      counting = !counting;
      if (counting) setImmediate(count);
    },
  };
}

async function stream({ turns, work }: ReturnType<typeof start>, name: string, steps: number): Promise<void> {
  const slice = turns.begin();
  for (let step = 0; step < steps; step += 1) {
    const rest = slice.rest();
    if (rest !== undefined) await rest;
    work(name);
  }
}

describe('turns', () => {
  it('give all who work no more time together in a round of the event loop than one has alone', async () => {
    const run = start();
    run.count();
    await Promise.all(['a', 'b', 'c'].map((name) => stream(run, name, 6)));
    run.count();
    expect(run.rounds.filter((round) => round !== '').map((round) => round.length)).toEqual([4, 4, 4, 4, 2]);
  });

  it('give each its turn, and in one round as many of them as there is time for', async () => {
    const run = start();
    run.count();
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => stream(run, name, name === 'a' ? 10 : 2)));
    run.count();
    expect(run.rounds.filter((round) => round !== '')).toEqual(['aaaa', 'aaaa', 'bbcc', 'ddaa']);
  });

  it('keep nobody waiting who comes while nobody works, however long ago it worked', async () => {
    const { turns, work } = start();
    const slice = turns.begin();
    for (let step = 0; step < sliceMs; step += 1) {
      expect(slice.rest()).toBeUndefined();
      work('a');
    }
    const rest = slice.rest();
    expect(rest).toBeInstanceOf(Promise);
    await rest;
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    for (let step = 0; step < sliceMs; step += 1) work('elsewhere');
    expect(slice.rest()).toBeUndefined();
  });
});
