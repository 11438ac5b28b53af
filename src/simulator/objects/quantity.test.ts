import { expect, it } from 'vitest';
import { canonicalQuantity, parseQuantity } from './quantity.ts';

it.each<[string, number | undefined]>([
  ['1', 1],
  ['500m', 0.5],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['2e3', 2000],
  ['1k', 1000],
  ['two', undefined],
  ['1 Gi', undefined],
  ['', undefined],
])('%j is %j', (text, value) => {
  expect(parseQuantity(text)).toBe(value);
});

it.each([
  ['0.5', '500m'],
  ['1000m', '1'],
  ['1.5Gi', '1536Mi'],
  ['1073741824', '1073741824'],
  ['1024Mi', '1Gi'],
  ['0', '0'],
  ['2000', '2k'],
])('%j is written %j', (text, written) => {
  expect(canonicalQuantity(text)).toBe(written);
});
