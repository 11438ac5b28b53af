import { expect, it } from 'vitest';
import { FragmentStore } from './fragment-store.ts';

/** By the store's own estimate each of these takes 100 + 210 bytes, so that ten of them have room. */
const text = 'x'.repeat(100);
const roomForTen = 3_100;
const many = Array.from({ length: 1_000 }, (_, number) => ({ number }));

it('is full once and stays so: for each that comes the oldest one goes', () => {
  const place = new FragmentStore(roomForTen).place();
  for (const [index, version] of many.entries()) {
    place.set(version, { text, items: 1 });
    const kept = many.slice(0, index + 1).slice(-10);
    expect([...place.versions()]).toEqual(kept);
  }
});

it('keeps what is asked for, and forgets what is not, in all places together', () => {
  const store = new FragmentStore(roomForTen);
  const [one, other] = [store.place(), store.place()];
  const asked = {};
  one.set(asked, { text, items: 7 });
  for (const version of many) {
    other.set(version, { text, items: 1 });
    expect(one.get(asked)).toMatchObject({ text, items: 7 });
  }
  for (const version of many) other.set(version, { text, items: 1 });
  expect(one.get(asked)).toBeUndefined();
});

it('counts what was made twice of one version until the first of both has gone, and keeps the second', () => {
  const place = new FragmentStore(roomForTen).place();
  const version = {};
  place.set(version, { text, items: 1 });
  for (const each of many.slice(0, 5)) place.set(each, { text, items: 1 });
  place.set(version, { text, items: 2 });
  for (const each of many.slice(5, 10)) place.set(each, { text, items: 1 });
  expect(place.get(version)).toMatchObject({ items: 2 });
});

it('keeps nothing that is larger than all of it', () => {
  const place = new FragmentStore(roomForTen).place();
  place.set({}, { text, items: 1 });
  place.set({}, { text: 'x'.repeat(roomForTen), items: 1 });
  expect([...place.versions()].length).toBe(0);
  place.set({}, { text, items: 1 });
  expect([...place.versions()].length).toBe(1);
});

it('counts two bytes for a character of a text that is not ASCII alone', () => {
  const place = new FragmentStore(roomForTen).place();
  for (const version of many) place.set(version, { text: 'é'.repeat(100), items: 1 });
  expect([...place.versions()].length).toBe(7);
});
