import { describe, expect, it } from 'vitest';
import { checkJsonShape } from './check-json-shape.ts';
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
    expect(limitOf(`[${filling}${',[]'.repeat(4_000)}]`)).toBeUndefined();
  });

  it('has as many values', () => {
    expect(limitOf(`[${filling}${',1'.repeat(9_999)}]`)).toBeUndefined();
    expect(limitOf(`[${filling}${',1'.repeat(10_001)}]`)).toBe('variableValues');
    expect(limitOf(`[${filling}${',[]'.repeat(5_001)}]`)).toBe('variableValues');
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
});
