import { expect, it } from 'vitest';
import { collectedHeap } from '../../lib/collected-heap.fixture.ts';
import { OrderHistory } from './order-history.ts';

const clock = { now: () => 0, after: () => () => undefined };

it('tells what changed since a walk began, once for each item, however often that changed in however many walks', () => {
  const history = new OrderHistory('one', clock);
  const first = history.begin();
  const items = Array.from({ length: 50 }, (_, index) => `item ${index}`);
  for (let value = 0; value < 4_000; value += 1) {
    for (const item of items) history.changed(item, value, value + 1);
    history.begin();
  }
  const last = history.begin();
  history.changed('item 7', 4_000, 1);
  // Again and again, as pages are: what each costs must not go with how often things changed.
  for (let page = 0; page < 20; page += 1) {
    expect(history.changedSince(first)).toEqual(new Map(items.map((item) => [item, 0])));
    expect(history.changedSince(last)).toEqual(new Map([['item 7', 4_000]]));
  }
});

it('takes room for values that changed, and hardly any for walks', () => {
  const history = new OrderHistory('one', clock);
  const items = Array.from({ length: 1_000 }, (_, index) => `item ${index}`);
  for (const item of items) history.note(history.begin(), item, 0);
  const before = collectedHeap();
  for (let walks = 0; walks < 1_000_000; walks += 1) history.begin();
  const withWalks = collectedHeap();
  for (let value = 0; value < 200; value += 1) {
    for (const item of items) history.changed(item, value, value + 1);
    history.begin();
  }
  const withValues = collectedHeap();
  expect(withWalks - before).toBeLessThan(1_000_000);
  expect((withValues - withWalks) / 200_000).toBeLessThan(30);
  expect(history.changedSince(history.begin())).toEqual(new Map());
});
