import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { OrderedList } from './ordered-list.ts';

const byNumber = (a: number, b: number) => a - b;

/** Long enough that runs are split and run empty. */
const steps = fc.array(fc.record({ insert: fc.boolean(), from: fc.nat(3_000), count: fc.nat(700) }), { maxLength: 20 });

test('it holds what a sorted array would, wherever items come and go', () => {
  const promise = fc.property(fc.uniqueArray(fc.nat(3_000)), steps, fc.nat(4_000), (first, changes, bound) => {
    const list = new OrderedList(byNumber, first.toSorted(byNumber));
    const model = new Set(first);
    for (const { insert, from, count } of changes) {
      for (let item = from; item < from + count; item += 1) {
        if (insert && !model.has(item)) list.insert(item);
        if (!insert) list.delete(item);
        if (insert) model.add(item);
        else model.delete(item);
      }
    }
    const sorted = [...model].toSorted(byNumber);
    expect(Array.from({ length: list.length }, (_, index) => list.at(index))).toEqual(sorted);
    expect(list.countWhile((item) => item < bound)).toBe(sorted.filter((item) => item < bound).length);
    expect([list.at(-1), list.at(sorted.length)]).toEqual([undefined, undefined]);
  });
  fc.assert(promise, { numRuns: 60 });
});
