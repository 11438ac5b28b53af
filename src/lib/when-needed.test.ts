import { expect, it } from 'vitest';
import { whenNeeded } from './when-needed.ts';

it('makes nothing before it is asked for, and once, whatever that is', () => {
  let made = 0;
  const get = whenNeeded(() => {
    made += 1;
    return undefined;
  });
  expect(made).toBe(0);
  expect([get(), get(), made]).toEqual([undefined, undefined, 1]);
});
