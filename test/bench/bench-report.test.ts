import { expect, test } from 'vitest';
import { allEntries, createReport } from './bench-report.ts';
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
    { goal: 5, name: 'time, ×', figure: 1.1, target: '≤ 1.15', met: true },
    { goal: 5, name: 'events a second', figure: 90_000, target: '≥ 100000', met: false },
  ]);
  expect(faults).toEqual([]);
  expect(table).toMatch(/5 +time, × +1\.1 +≤ 1\.15 +met +118 ms each/);
  expect(table).toMatch(/5 +events a second +90000 +≥ 100000 +MISSED/);
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

test('numbers with the same target are told apart by their names, so that one told twice does not stand for another', () => {
  const list = { what: 'longest stall, list', target: '≤ 50 ms' };
  const stalls = [{ goal: 8, bench: 'stalls', numbers: [{ what: 'longest stall, sync', target: '≤ 50 ms' }, list] }];
  const told = { goal: 8, name: list.what, figure: 20, ...atMost(50, 'ms')(20) };
  const { entries, faults } = createReport(stalls, new Map([['stalls', { figures: [told, told], failure: null }]]));
  expect(entries.map(({ figure }) => figure)).toEqual([null, 20]);
  expect(faults).toEqual([
    'stalls: it did not tell "longest stall, sync" (≤ 50 ms)',
    'stalls: it told "longest stall, list" (≤ 50 ms), which is no number of goal 8',
  ]);
});

test('a figure beyond the target is missed, whatever the benchmark says', () => {
  const { entries } = reportOf({ ...time, figure: 7, met: true }, { ...events, figure: 100_000 });
  expect(entries.map(({ met }) => met)).toEqual([false, true]);
});

test('what was not measured now is as it was before, and what never was is not met', () => {
  const [before, now] = [reportOf(time, events).entries, reportOf({ ...time, figure: 1.2 }, events).entries];
  expect(allEntries(rows, now.slice(0, 1), before)).toEqual([now[0], before[1]]);
  expect(allEntries(rows, [], before.slice(1))).toMatchObject([{ figure: null, met: false }, before[1]]);
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

test('the goals are the twelve rows of the table, each number with a target or a name of its own to tell it by', () => {
  expect(goals.map(({ goal }) => goal)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  for (const { numbers } of goals) {
    expect(new Set(numbers.map(({ what }) => what)).size).toBe(numbers.length);
    for (const { target } of numbers) expect(target).toMatch(/^[≤≥] [\d.]+( \w+)?$/u);
  }
});
