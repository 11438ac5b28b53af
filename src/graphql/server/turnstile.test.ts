import { stat } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../lib/manual-clock.ts';
import { createRound } from '../../lib/round.ts';
import { createTurnstile } from './turnstile.ts';
import type { NoTurn, Turn } from './turnstile.ts';

const clock = createManualClock();
/** In rounds that are never used up, if not told otherwise. */
const open = (running = 1_000, waiting = 1_000, round = createRound(8, () => 0)) =>
  createTurnstile({ clock, running, waiting, maxWaitMs: 30_000, round });
const of = (caller: string, group = caller) => ({ caller, group });
const nextRound = () => new Promise<void>((resolve) => setImmediate(resolve));

function left(turn: Turn | NoTurn): void {
  if (typeof turn === 'string') throw new Error(turn);
  turn.leave();
}

describe('a turnstile', () => {
  it('lets through at once while nobody waits, and one a round otherwise', async () => {
    const turnstile = open();
    const order: string[] = [];
    const enter = async (name: string): Promise<void> => {
      left(await turnstile.enter(of(name)));
      order.push(name);
    };
    expect(turnstile.enter(of('a'))).not.toBeInstanceOf(Promise);
    const all = [enter('b'), enter('c')];
    await Promise.resolve();
    expect(order).toEqual([]);
    await Promise.all(all);
    await nextRound();
    expect(turnstile.enter(of('a'))).not.toBeInstanceOf(Promise);
  });

  it('lets nobody through in a round that others have used up, but in the next one', async () => {
    let time = 0;
    const round = createRound(8, () => time);
    const turnstile = open(1_000, 1_000, round);
    round.begin();
    time += 7;
    const early = turnstile.enter(of('a'));
    expect(early).not.toBeInstanceOf(Promise);
    await nextRound();
    await nextRound();
    round.begin();
    time += 8;
    const late = turnstile.enter(of('a'));
    expect(late).toBeInstanceOf(Promise);
    expect(turnstile.depth()).toEqual({ running: 1, waiting: 1 });
    await nextRound();
    expect(turnstile.depth()).toEqual({ running: 2, waiting: 0 });
    left(await late);
  });

  it('lets nobody through in the immediates of a round that was used up when a socket brought the request', async () => {
    let time = 0;
    const round = createRound(8, () => time);
    const turnstile = open(1_000, 1_000, round);
    const rounds = await new Promise<readonly number[]>((resolve) => {
      stat(import.meta.filename, () => {
        round.begin();
        time += 8;
        const before = round.id;
        void Promise.resolve(turnstile.enter(of('a'))).then((turn) => {
          left(turn);
          resolve([before, round.id]);
        });
      });
    });
    expect(rounds[1]).toBeGreaterThan(rounds[0] ?? NaN);
  });

  it('deals turns to groups, and within a group to callers, however many wait in one line', async () => {
    const turnstile = open();
    const order: string[] = [];
    const enter = async (caller: string, group = caller): Promise<void> => {
      left(await turnstile.enter(of(caller, group)));
      order.push(caller);
    };
    const all = [
      enter('first'),
      ...Array.from({ length: 100 }, () => enter('flood 1', 'tenant')),
      ...Array.from({ length: 100 }, () => enter('flood 2', 'tenant')),
      enter('neighbour', 'tenant'),
      ...Array.from({ length: 3 }, () => enter('honest')),
    ];
    await Promise.all(all);
    expect(order.slice(0, 8)).toEqual([
      'first',
      'flood 1',
      'honest',
      'flood 2',
      'honest',
      'neighbour',
      'honest',
      'flood 1',
    ]);
    expect(order).toHaveLength(205);
  });

  it('lets who asks one thing at a time wait for what runs alone, though many others wait', async () => {
    const turnstile = open();
    const order: string[] = [];
    const enter = async (caller: string): Promise<void> => {
      left(await turnstile.enter(of(caller)));
      order.push(caller);
    };
    const flood = ['a', 'b', 'c'].flatMap((name) => Array.from({ length: 20 }, () => enter(name)));
    for (let request = 0; request < 5; request += 1) {
      for (let rounds = 0; rounds < 5; rounds += 1) await nextRound();
      const before = order.length;
      await enter('honest');
      expect(order.length - before).toBeLessThanOrEqual(2);
    }
    await Promise.all(flood);
  });

  it('runs at most so many of one caller at once, whatever others do', async () => {
    const turnstile = open(2);
    const turns = [await turnstile.enter(of('slow')), await turnstile.enter(of('slow'))];
    let third: unknown = null;
    const entering = Promise.resolve(turnstile.enter(of('slow'))).then((turn) => (third = turn));
    for (const _ of [1, 2, 3]) left(await turnstile.enter(of('quick')));
    expect(third).toBeNull();
    const [turn] = turns;
    if (turn === undefined || typeof turn === 'string') throw new Error('no turn');
    turn.leave();
    turn.leave();
    await entering;
    expect(third).toMatchObject({ leave: expect.any(Function) });
    expect(turnstile.enter(of('slow'))).toBeInstanceOf(Promise);
  });

  it('refuses who has too many waiting, and no one else', async () => {
    const turnstile = open(1, 2);
    const running = await turnstile.enter(of('a'));
    const waiting = [turnstile.enter(of('a')), turnstile.enter(of('a'))];
    expect(turnstile.enter(of('a'))).toBe('TOO_MANY');
    left(await turnstile.enter(of('b')));
    left(running);
    for (const turn of waiting) left(await turn);
  });

  it('tells who waited for too long', async () => {
    const turnstile = open(1);
    const running = await turnstile.enter(of('a'));
    const late = turnstile.enter(of('a'));
    clock.advance(30_000);
    expect(await late).toBe('TOO_LATE');
    left(running);
    await nextRound();
    expect(clock.pending()).toEqual([]);
    expect(turnstile.enter(of('a'))).not.toBeInstanceOf(Promise);
  });
});
