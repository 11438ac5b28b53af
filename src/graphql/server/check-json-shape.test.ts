import { describe, expect, it } from 'vitest';
import { checkJsonShape, createJsonShape } from './check-json-shape.ts';
import { defaultLimits } from './limits.ts';

const limitOf = (text: string): unknown => checkJsonShape(Buffer.from(text), defaultLimits)?.extensions['limit'];
/** Large enough to be looked at. */
const filling = JSON.stringify('x'.repeat(40_000));

describe('the shape of JSON, before it is parsed', () => {
  it('has as many brackets in brackets as variables may, and what is around them', () => {
    const nested = (depth: number): string => `[${filling},${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}]`;
    expect(limitOf(nested(36))).toBeUndefined();
    expect(limitOf(nested(37))).toBe('variableDepth');
    expect(limitOf(`[${filling}${'[{"a":'.repeat(1_000_000)}`)).toBe('variableDepth');
    expect(limitOf(`[${filling}${',[]'.repeat(2_000)}]`)).toBeUndefined();
  });

  it('has as many values', () => {
    expect(limitOf(`[${filling}${',1'.repeat(4_998)}]`)).toBeUndefined();
    expect(limitOf(`[${filling}${',1'.repeat(5_001)}]`)).toBe('variableValues');
    expect(limitOf(`[${filling}${',[]'.repeat(2_501)}]`)).toBe('variableValues');
  });

  it('has texts of a bounded length, an escape counted as the least that it stands for', () => {
    const most = defaultLimits.textBytes;
    const texts = (fill: string, length: number): string => {
      const text = fill.repeat(Math.ceil(most / fill.length));
      return `{"a":${filling},"variables":{"x":"${text.slice(0, length - 1)}y"}}`;
    };
    expect(limitOf(texts('x', most))).toBeUndefined();
    expect(limitOf(texts('x', most + 1))).toBe('textBytes');
    expect(limitOf(`[${filling},"${'\\n'.repeat(most)}"]`)).toBeUndefined();
    expect(limitOf(`[${filling},"${'\\n'.repeat(most)}x"]`)).toBe('textBytes');
    expect(limitOf(`[${filling},"${'\\u00e9'.repeat(most)}"]`)).toBeUndefined();
    expect(limitOf(`[${filling},"${'\\u00e9'.repeat(most)}x"]`)).toBe('textBytes');
    expect(limitOf(`[${filling},"${`${'x'.repeat(100)}\\n`.repeat(most / 64)}`)).toBe('textBytes');
    expect(limitOf(`[${filling},"${'x'.repeat(most * 2)}`)).toBe('textBytes');
    expect(limitOf(`{"a":${filling}, "query" : "${'x'.repeat(most + 1)}"}`)).toBe('documentBytes');
  });

  it('is not what stands in strings, and small texts are left to the parser', () => {
    expect(limitOf(`[${filling},"${'[{,'.repeat(20_000)}"]`)).toBeUndefined();
    expect(limitOf(`[${filling},"${'\\"[\\\\'.repeat(20_000)}"]`)).toBeUndefined();
    expect(limitOf('['.repeat(10_000))).toBeUndefined();
  });

  it('is the same in pieces, wherever they are cut', () => {
    const limits = { ...defaultLimits, documentBytes: 20, textBytes: 20, variableValues: 12, variableDepth: 2 };
    const whole = (text: string): unknown => createJsonShape(limits).add(Buffer.from(text))?.extensions['limit'];
    const inPieces = (text: string, size: number): unknown => {
      const shape = createJsonShape(limits);
      const bytes = Buffer.from(text);
      for (let index = 0; index < bytes.length; index += size) {
        const excess = shape.add(bytes.subarray(index, index + size));
        if (excess) return excess.extensions['limit'];
      }
      return undefined;
    };
    const texts: readonly (readonly [string, unknown])[] = [
      [`{"query":"{ a }","variables":{"x":"${'x'.repeat(20)}"}}`, undefined],
      [`{"query" : "${'x'.repeat(21)}"}`, 'documentBytes'],
      [`{"a":["query","${'x'.repeat(21)}"]}`, 'textBytes'],
      [`{"a":"query","b":"${'x'.repeat(21)}"}`, 'textBytes'],
      [`{"queries":"${'x'.repeat(21)}"}`, 'textBytes'],
      [`{"a":"${'\\u00e9'.repeat(20)}\\""}`, 'textBytes'],
      [`{"a":"${'\\u00e9'.repeat(18)}\\"\\\\","b":[[[[[[]]]]]]}`, 'variableDepth'],
      [`["[[[[[[[","\\\\",",,,,,,,,,,,,"]`, undefined],
      [`["\\"",${'1,'.repeat(12)}2]`, 'variableValues'],
    ];
    for (const [text, limit] of texts) {
      expect([text, whole(text)]).toEqual([text, limit]);
      for (const size of [1, 2, 3, 7]) expect([text, size, inPieces(text, size)]).toEqual([text, size, limit]);
    }
  });

  it('is looked at in time that grows with its length alone', () => {
    // Escapes at every distance that is worth a jump: from each of them one might look for the end of all.
    const text = Buffer.from(`"${`${'x'.repeat(70)}\\n`.repeat(3_500)}"`);
    let looked = 0;
    const bytes = new Proxy(text, {
      get(target, name) {
        if (name === 'subarray') {
          return (from: number, to: number) => {
            looked += Math.min(to, target.length) - from;
            return target.subarray(from, to);
          };
        }
        const value: unknown = Reflect.get(target, name, target);
        return value;
      },
    });
    expect(createJsonShape(defaultLimits).add(bytes)).toBeNull();
    expect(looked).toBeLessThan(100 * text.length);
  });
});
