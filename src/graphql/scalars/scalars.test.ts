import { parseValue } from 'graphql';
import { describe, expect, it } from 'vitest';
import { bytesScalar } from './bytes.ts';
import { dateTimeScalar } from './date-time.ts';

describe('DateTime', () => {
  it('tells times in UTC', () => {
    expect(dateTimeScalar.serialize(1_767_225_600_000)).toBe('2026-01-01T00:00:00.000Z');
    expect(dateTimeScalar.serialize(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
    expect(() => dateTimeScalar.serialize('yesterday')).toThrow('not a time');
  });

  it('reads RFC 3339 with any offset', () => {
    const texts = ['2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', '2025-12-31t19:00:00.000-05:00'];
    expect(texts.map((text) => dateTimeScalar.parseValue(text))).toEqual(texts.map(() => 1_767_225_600_000));
    expect(dateTimeScalar.parseLiteral(parseValue('"2026-01-01T00:00:00.5Z"'), {})).toBe(1_767_225_600_500);
    expect(dateTimeScalar.parseValue('2028-02-29T00:00:00Z')).toBe(Date.UTC(2028, 1, 29));
  });

  it.each([
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T00:00:00+25:00',
    'yesterday',
    '',
    1_767_225_600_000,
  ])('refuses %s', (value) => {
    expect(() => dateTimeScalar.parseValue(value)).toThrow('write a time as RFC 3339');
  });
});

describe('Bytes', () => {
  it('holds what no 32-bit Int can', () => {
    for (const bytes of [0, 2 ** 31, 2 ** 53 - 1]) {
      expect(bytesScalar.parseValue(bytes)).toBe(bytes);
      expect(bytesScalar.serialize(bytes)).toBe(bytes);
      expect(bytesScalar.parseLiteral(parseValue(String(bytes)), {})).toBe(bytes);
    }
  });

  it.each([-1, 0.5, 2 ** 53, Number.NaN, '1024', null])('refuses %s', (value) => {
    expect(() => bytesScalar.parseValue(value)).toThrow('write a whole number');
  });

  it('refuses literals that are no whole numbers', () => {
    for (const text of ['1.5', '"1"', '9007199254740993']) {
      expect(() => bytesScalar.parseLiteral(parseValue(text), {})).toThrow('write a whole number');
    }
  });
});
