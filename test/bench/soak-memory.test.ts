import { expect, it } from 'vitest';
import { growthOf, inMegabytes } from './soak-memory.ts';

const megabyte = 1024 * 1024;
const at = (megabytes: readonly number[]) =>
  megabytes.map((size, index) => ({ atMs: 500 + index * 120_000, bytes: size * megabyte }));

it('tells by how much memory grows in a minute, whatever it began with', () => {
  expect(growthOf(at([300, 302, 304, 306, 308]))).toBeCloseTo(1);
  expect(growthOf(at([300, 300, 300, 300]))).toBe(0);
  expect(growthOf(at([308, 306, 304, 302]))).toBeCloseTo(-1);
  expect(inMegabytes(at([300, 301.25]))).toBe('300.0, 301.3');
});

it('takes tables of which a part is forgotten at times for no growth, and tells a leak beside them', () => {
  // Walks forget 3 MB of what they remember every three minutes or so.
  const forgetful = [1.5, -1.5, 0, 1.5, -1.5];
  expect(Math.abs(growthOf(at(forgetful.map((size) => 300 + size))))).toBeLessThan(0.5);
  expect(growthOf(at(forgetful.map((size, index) => 300 + size + index * 3)))).toBeGreaterThan(1);
});
