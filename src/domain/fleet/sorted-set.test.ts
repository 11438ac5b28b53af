import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedSet } from './sorted-set.ts';

const sorted = (model: ReadonlyMap<string, number>) => [...model.keys()].sort().map((key) => model.get(key));

describe('SortedSet', () => {
  it('is what sorting a map would be, whatever comes and goes between two looks', () => {
    const change = fc.record({ text: fc.stringMatching(/^[a-e]{1,3}$/), add: fc.boolean(), look: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 400 }), (changes) => {
        const set = new SortedSet<number>();
        const model = new Map<string, number>();
        for (const [index, { text, add, look }] of changes.entries()) {
          if (add) {
            set.set(text, index);
            model.set(text, index);
          } else {
            set.delete(text);
            model.delete(text);
          }
          const seen = look ? set.values() : sorted(model);
          expect(seen).toEqual(sorted(model));
        }
        expect(set.values()).toEqual(sorted(model));
      }),
    );
  });
});
