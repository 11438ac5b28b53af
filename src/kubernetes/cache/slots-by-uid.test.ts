import { array, assert, boolean, nat, property, tuple, uuid } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PackedSlots } from './slots-by-uid.ts';

/** As API servers make them, and as nobody does. */
const uids = tuple(uuid(), nat(9)).map(([text, way]) => {
  if (way === 0) return text.toUpperCase();
  if (way === 1) return text.slice(1);
  return way === 2 ? `${text.slice(0, 35)}é` : text;
});

const histories = tuple(
  array(uids, { minLength: 1, maxLength: 80 }),
  array(tuple(nat(79), boolean()), { maxLength: 300 }),
);

describe('PackedSlots', () => {
  it('has what a map of the same uids has, whatever came and went', () => {
    assert(
      property(histories, ([known, steps]) => {
        const packed = new PackedSlots();
        const plain = new Map<string, number>();
        const free: number[] = [];
        let unused = 0;
        for (const [which, comes] of steps) {
          const uid = known[which % known.length] ?? '';
          const slot = plain.get(uid);
          expect(packed.get(uid)).toBe(slot);
          if (comes && slot === undefined) {
            const next = free.pop() ?? unused++;
            packed.set(uid, next);
            plain.set(uid, next);
          } else if (!comes) {
            packed.delete(uid);
            plain.delete(uid);
            if (slot !== undefined) free.push(slot);
          }
        }
        expect(packed.size).toBe(plain.size);
        expect([...packed.keys()].toSorted()).toEqual([...plain.keys()].toSorted());
        expect([...packed.values()].toSorted()).toEqual([...plain.values()].toSorted());
        for (const [uid, slot] of plain) {
          expect(packed.get(uid)).toBe(slot);
          expect(packed.uidAt(slot)).toBe(uid);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('goes on over what is there while other things go', () => {
    const packed = new PackedSlots();
    const of = (index: number): string => `0b9c3f5e-7a1d-4c22-9f00-${index.toString(16).padStart(12, '0')}`;
    for (let index = 0; index < 100; index += 1) packed.set(of(index), index);
    const seen: string[] = [];
    for (const uid of packed.keys()) {
      seen.push(uid);
      packed.delete(of(100 - seen.length));
    }
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => of(index)));
    expect(packed.size).toBe(50);
  });
});
