import { expect, test } from 'vitest';
import { createReport } from './bench-report.ts';
import { atLeast, atMost } from './figures.ts';
import type { Figure } from './figures.ts';
import type { Goal } from './goals.ts';
import { goals } from './goals.ts';
import type { Outcome } from './run-benchmark.ts';

const rows: readonly Goal[] = [
  {
    goal: 5,
    bench: 'fan-out',
    numbers: [
      { what: 'time, ×', target: '≤ 1.15' },
      { what: 'events a second', target: '≥ 100000' },
    ],
  },
];

const time: Figure = { goal: 5, name: 'time to all, ×', figure: 1.1, ...atMost(1.15)(1.1), detail: '118 ms each' };
const events: Figure = { goal: 5, name: 'events', figure: 90_000, target: '≥ 100,000 a second', met: false };

function reportOf(...figures: readonly Figure[]) {
  return report({ figures, failure: null });
}

function report(outcome: Outcome) {
  return createReport(rows, new Map([['fan-out', outcome]]));
}

test('each number of the goals has its entry, met or missed, by the target whatever the order', () => {
  const { entries, faults, table } = reportOf(events, time);
  expect(entries).toEqual([
    { goal: 5, name: 'time to all, ×', figure: 1.1, target: '≤ 1.15', met: true },
    { goal: 5, name: 'events', figure: 90_000, target: '≥ 100000', met: false },
  ]);
  expect(faults).toEqual([]);
  expect(table).toMatch(/5 +time to all, × +1\.1 +≤ 1\.15 +met +118 ms each/);
  expect(table).toMatch(/5 +events +90000 +≥ 100000 +MISSED/);
});

test('a number that was not told is not measured, and a fault of the run', () => {
  const { entries, faults, table } = reportOf(time);
  expect(entries[1]).toEqual({ goal: 5, name: 'events a second', figure: null, target: '≥ 100000', met: false });
  expect(table).toContain('NOT MEASURED');
  expect(faults).toEqual(['fan-out: it did not tell "events a second" (≥ 100000)']);
});

test('a benchmark that failed, or was not run, has measured nothing, and it is said once', () => {
  const failed = report({ figures: [], failure: 'it ended with code 1' });
  expect(failed.entries.map(({ figure, met }) => [figure, met])).toEqual([
    [null, false],
    [null, false],
  ]);
  expect(failed.faults).toEqual(['fan-out: it ended with code 1']);
  expect(createReport(rows, new Map()).faults).toEqual(['fan-out: it was not run']);
});

test('a figure held to an easier target than the goal is none of it', () => {
  const { entries, faults } = reportOf({ ...time, ...atMost(2)(1.1) }, events);
  expect(entries[0]).toMatchObject({ figure: null, met: false });
  expect(faults).toEqual([
    'fan-out: it did not tell "time, ×" (≤ 1.15)',
    'fan-out: it told "time to all, ×" (≤ 2), which is no number of goal 5',
  ]);
});

test('what is no number is not met', () => {
  const { entries } = reportOf({ ...time, figure: Number.NaN, met: true }, events);
  expect(entries[0]?.met).toBe(false);
});

test('a target is met at its bound and missed beyond', () => {
  expect(atMost(1.1)(1.1)).toEqual({ target: '≤ 1.1', met: true });
  expect(atMost(50, 'ms')(50.1)).toEqual({ target: '≤ 50 ms', met: false });
  expect(atLeast(5)(5)).toEqual({ target: '≥ 5', met: true });
  expect(atLeast(5)(4.99)).toEqual({ target: '≥ 5', met: false });
  expect(atLeast(5)(Number.NaN).met).toBe(false);
});

test('the goals are the twelve rows of the table, each number with a bound of its own to tell it by', () => {
  expect(goals.map(({ goal }) => goal)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  for (const { numbers } of goals) {
    for (const { target } of numbers) expect(target).toMatch(/^[≤≥] [\d.]+( \w+)?$/u);
  }
});
