import { array, assert, nat, property } from 'fast-check';
import { expect, it } from 'vitest';
import { mergeLogs } from './merge-lines.ts';

it('merges logs by their moments, keeps the order of each, and has the last lines of all', () => {
  const log = array(nat(20), { maxLength: 10 }).map((times) => times.toSorted((a, b) => a - b));
  assert(
    property(array(log, { maxLength: 5 }), nat(60), (times, most) => {
      const logs = times.map((each, lane) =>
        each.map((time, number) => ({ timestamp: String(time).padStart(3, '0'), lane, number })),
      );
      const all = mergeLogs(logs, Infinity);
      expect(all.map(({ timestamp }) => timestamp)).toEqual(
        logs
          .flat()
          .map(({ timestamp }) => timestamp)
          .toSorted(),
      );
      for (const [lane, lines] of logs.entries()) expect(all.filter((line) => line.lane === lane)).toEqual(lines);
      expect(mergeLogs(logs, most)).toEqual(most === 0 ? [] : all.slice(-most));
    }),
  );
});
