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

  it('is in order, too, when very many come and go that nobody looks at', () => {
    const set = new SortedSet<number>();
    const model = new Map<string, number>();
    for (let index = 0; index < 20_000; index += 1) {
      const text = String((index * 7_919) % 10_007);
      if (index % 3 === 2) {
        set.delete(text);
        model.delete(text);
      } else {
        set.set(text, index);
        model.set(text, index);
      }
    }
    expect(set.values()).toEqual(sorted(model));
    expect(set.withPrefix('99')).toEqual(sorted(new Map([...model].filter(([text]) => text.startsWith('99')))));
  });

  // A search that does not end at the set's end goes on for ever, and the test with it.
  it('has nothing that begins with what is behind all that a text can hold', () => {
    const set = new SortedSet<string>();
    for (const text of ['a', 'b', 'c']) set.set(text, text);
    expect(set.withPrefix('\uFFFF\0')).toEqual([]);
    expect(set.withoutPrefix('\uFFFF\0')).toEqual(['a', 'b', 'c']);
  });
});
