import { expect, it } from 'vitest';
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
