import { array, assert, nat, property, tuple, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KnownValues } from './known-values.ts';

describe('KnownValues', () => {
  it('has for bytes what was made of the same bytes, wherever they lie and however little room there is', () => {
    const bytes = uint8Array({ minLength: 0, maxLength: 24, max: 3 });
    assert(
      property(array(tuple(bytes, nat(7)), { maxLength: 60 }), (inputs) => {
        const known = new KnownValues<string>(8, 4096);
        for (const [input, before] of inputs) {
          const within = Buffer.concat([Buffer.alloc(before, 9), input, Buffer.alloc(8, 9)]);
          const text = known.of(within, before, before + input.length, (from, start, end) =>
            from.toString('hex', start, end),
          );
          expect(text).toBe(Buffer.from(input).toString('hex'));
        }
      }),
    );
  });

  it('makes it once, and again where other bytes took its place', () => {
    const known = new KnownValues<object>(64, 4096);
    const of = (text: string) => known.of(Buffer.from(text), 0, text.length, () => ({}));
    const first = of('labels');
    expect(of('labels')).toBe(first);
    // Behind so many others there is no room for all.
    for (let index = 0; index < 500; index += 1) of(`others ${index}`);
    expect(of('labels')).not.toBe(first);
  });

  it('holds nothing that takes much of its room', () => {
    const known = new KnownValues<object>(8, 4096);
    const large = Buffer.alloc(1024);
    const of = () => known.of(large, 0, large.length, () => ({}));
    expect(of()).not.toBe(of());
  });
});
