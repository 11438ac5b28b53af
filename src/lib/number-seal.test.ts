import { expect, it } from 'vitest';
import { createNumberSeal } from './number-seal.ts';

it('numbers are told by their key and purpose alone', () => {
  const seal = createNumberSeal('key', 'walks');
  const numbers = [0, 1, 2, 255, 2 ** 32, Number.MAX_SAFE_INTEGER];
  const texts = numbers.map((value) => seal.seal(value));
  expect(new Set(texts).size).toBe(numbers.length);
  expect(texts.map((text) => seal.open(text))).toEqual(numbers);
  expect(seal.seal(1)).toBe(texts[1]);
  for (const other of [createNumberSeal('other', 'walks'), createNumberSeal('key', 'streams')]) {
    expect(texts.map((text) => other.open(text))).toEqual(texts.map(() => null));
  }
  // Neighbours have nothing in common.
  const bytes = texts.slice(1, 3).map((text) => [...Buffer.from(text, 'base64url')]);
  expect(bytes[0]?.filter((byte, index) => byte === bytes[1]?.[index]).length).toBeLessThan(4);
});

it.each(['', 'AAAA', 'x'.repeat(22), Buffer.alloc(17).toString('base64url')])('no number is %j', (text) => {
  expect(createNumberSeal('key', 'walks').open(text)).toBeNull();
});
