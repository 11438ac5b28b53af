import { stat } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRound } from './round.ts';
import type { Round } from './round.ts';
import { createTurns } from './turns.ts';
import type { Turns } from './turns.ts';

const sliceMs = 4;
/** Of all turns. */
const roundMs = 5;

/** A clock that moves by what is worked alone, and how much was worked in each round of the event loop. */
function start(allMs = roundMs): {
  readonly turns: Turns;
  readonly others: Turns;
  readonly round: Round;
  work(name: string): void;
  readonly rounds: readonly string[];
  count(): void;
} {
  const rounds: string[] = [];
  let time = 0;
  let counting = false;
  const round = createRound(allMs, () => time);
  function count(): void {
    rounds.push('');
    if (counting) setImmediate(count);
  }
  return {
    turns: createTurns(sliceMs, round),
    others: createTurns(sliceMs, round),
    round,
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
  // Immediates, as what goes on after a rest: each comes in a round of its own.
  await new Promise(setImmediate);
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

  it('share the time of a round with other turns, and work in each nevertheless', async () => {
    const run = start();
    run.count();
    await Promise.all([stream(run, 'a', 8), stream({ ...run, turns: run.others }, 'b', 8)]);
    run.count();
    expect(run.rounds.filter((round) => round !== '')).toEqual(['aaaab', 'aaaab', 'bbbb', 'bb']);
  });

  it('work in every second round for half a slice at least, though others are there first and use it up each time', async () => {
    const run = start(sliceMs);
    run.count();
    await Promise.all([stream(run, 'a', 24), stream({ ...run, turns: run.others }, 'b', 4)]);
    run.count();
    const rounds = run.rounds.filter((round) => round !== '');
    expect(rounds.slice(0, 4).map((round) => round.replaceAll('a', ''))).toEqual(['', 'bb', '', 'bb']);
  });

  it('leave a round to others who have used it up, but not two in a row', async () => {
    const { turns, round, work } = start();
    const slice = turns.begin();
    const useUp = (): void => {
      round.begin();
      for (let step = 0; step < roundMs; step += 1) work('elsewhere');
    };
    useUp();
    setImmediate(useUp);
    const rest = slice.rest();
    expect(rest).toBeInstanceOf(Promise);
    let isNext = false;
    setImmediate(() => {
      isNext = true;
    });
    await rest;
    expect([isNext, round.isSpent]).toEqual([false, true]);
  });

  it('give no second slice in a round to who had one when a file or a socket brought something', async () => {
    const run = start(100);
    const slice = run.turns.begin();
    const rounds = await new Promise<readonly number[]>((resolve) => {
      stat(import.meta.filename, () => {
        const before = run.round.id;
        while (slice.rest() === undefined) run.work('a');
        void slice.rest()?.then(() => resolve([before, run.round.id]));
      });
    });
    expect(run.rounds).toEqual(['aaaa']);
    expect(rounds[1]).toBeGreaterThan(rounds[0] ?? NaN);
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
