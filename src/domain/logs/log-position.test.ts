import { array, assert, constant, integer, nat, oneof, property } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePositions, firstPosition, PositionCounter, positionAt, readsFrom, ResumedLog } from './log-position.ts';
import type { LogPosition } from './log-position.ts';
import { logTimeOf, secondOf } from './log-time.ts';

interface Line {
  readonly time: string;
  readonly number: number;
}

const start = Date.parse('2026-03-01T12:30:00Z');

/** A log: moments that mostly grow, often are equal, and are now and then late by less than a second. */
const logs: Arbitrary<readonly Line[]> = array(
  oneof(constant(0), integer({ min: 1, max: 400 }), integer({ min: -600, max: 2_500 })),
  {
    maxLength: 60,
  },
).map((steps) => {
  let newest = start;
  return steps.map((step, number) => {
    const at = newest + step;
    newest = Math.max(newest, at);
    return { time: logTimeOf(at), number };
  });
});

/** What an API server gives: the lines of whole seconds, in the order of the log. */
function answer(log: readonly Line[], position: LogPosition): readonly Line[] {
  const second = readsFrom(position);
  return second === null ? log : log.filter(({ time }) => secondOf(time) >= second);
}

function readOn(
  log: readonly Line[],
  from: LogPosition,
): { readonly numbers: number[]; readonly position: LogPosition } {
  const resumed = new ResumedLog(from);
  const numbers = answer(log, from).flatMap(({ time, number }) => (resumed.isNew(time) ? [number] : []));
  return { numbers, position: resumed.position };
}

describe('a place in a log', () => {
  it('parts what was read from what was not, wherever reading is broken off, and however the moments lie', () => {
    assert(
      property(logs, array(nat(60), { maxLength: 8 }), (log, breaks) => {
        let position = firstPosition;
        const told: number[] = [];
        // Each time more of the log is there.
        for (const length of [...breaks.toSorted((a, b) => a - b), log.length]) {
          const read = readOn(log.slice(0, length), position);
          told.push(...read.numbers);
          position = read.position;
        }
        expect(told).toEqual(log.map(({ number }) => number));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same whoever counts, from wherever', () => {
    assert(
      property(logs, nat(60), nat(60), (log, one, other) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        const direct = readOn(log.slice(0, second), firstPosition).position;
        const inParts = readOn(log.slice(0, second), readOn(log.slice(0, first), firstPosition).position).position;
        expect(inParts).toEqual(direct);
      }),
      { numRuns: 1_000 },
    );
  });

  it('can be made at the beginning of a second', () => {
    assert(
      property(logs, nat(30), nat(60), (log, seconds, broken) => {
        const inOrder = log.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.number - b.number));
        const from = positionAt(start / 1_000 + seconds);
        const before = readOn(inOrder.slice(0, broken), from);
        const after = readOn(inOrder, before.position);
        const wanted = inOrder.filter(({ time }) => secondOf(time) >= from.second);
        expect([...before.numbers, ...after.numbers]).toEqual(wanted.map(({ number }) => number));
      }),
      { numRuns: 1_000 },
    );
  });

  it('says that a log was cut whose line in front of it is gone, and goes on with what is newer', () => {
    const times = [0, 200, 400, 1_500, 3_000].map((ms) => logTimeOf(start + ms));
    const counter = new PositionCounter();
    for (const time of times.slice(0, 4)) counter.count(time);
    const resumed = new ResumedLog(counter.position);
    expect(resumed.isNew(times[4] ?? '')).toBe(true);
    expect(resumed.isCut).toBe(true);
    const whole = new ResumedLog(counter.position);
    expect(times.slice(1).map((time) => whole.isNew(time))).toEqual([false, false, false, true]);
    expect(whole.isCut).toBe(false);
  });

  it('goes on with newer lines of the same second in a log that is shorter than it was', () => {
    const counter = new PositionCounter();
    for (const ms of [0, 100, 200, 300]) counter.count(logTimeOf(start + ms));
    const resumed = new ResumedLog(counter.position);
    const shorter = [300, 400, 500].map((ms) => logTimeOf(start + ms));
    expect(shorter.map((time) => resumed.isNew(time))).toEqual([false, true, true]);
    const again = new ResumedLog(resumed.position);
    expect([...shorter, logTimeOf(start + 600)].map((time) => again.isNew(time))).toEqual([false, false, false, true]);
  });

  it('is in front of another where fewer lines are', () => {
    const at = (second: number, before: number, current: number) => ({ second, before, current, newest: '' });
    expect(comparePositions(at(5, 9, 9), at(6, 0, 1))).toBeLessThan(0);
    expect(comparePositions(at(6, 1, 1), at(6, 0, 2))).toBe(0);
    expect(comparePositions(at(6, 2, 1), at(6, 0, 2))).toBeGreaterThan(0);
  });
});
