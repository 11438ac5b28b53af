import { expect, it } from 'vitest';
import { LastUsed } from './last-used.ts';

it('holds what was used last, and no more than so many', () => {
  const held = new LastUsed<string, number>(2);
  held.set('a', 1);
  held.set('b', 2);
  expect(held.get('a')).toBe(1);
  held.set('c', 3);
  expect([held.get('a'), held.get('b'), held.get('c')]).toEqual([1, undefined, 3]);
  held.set('a', 4);
  held.set('d', 5);
  expect([held.get('a'), held.get('c'), held.get('d')]).toEqual([4, undefined, 5]);
});
