import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../fleet/fleet.ts';
import { frozenPage } from './frozen.ts';
import { OrderedList } from '../../lib/ordered-list.ts';
import { keysetPage } from './keyset.ts';
import { OrderHistory } from './order-history.ts';
import type { Page, PageArguments } from './page.ts';
import { rankedOrder, walkPage } from './walk-page.ts';

interface Item {
  readonly name: string;
  value: number;
}

class ManualClock {
  time = 0;
  now(): number {
    return this.time;
  }
  after(): () => void {
    return () => {};
  }
}

const orders = ['NAME ASC', 'NAME DESC', 'VALUE ASC', 'VALUE DESC'] as const;
type Order = (typeof orders)[number];
type HistoryOptions = ConstructorParameters<typeof OrderHistory>[2];
type Pager = (items: readonly Item[], order: Order, page: PageArguments) => Page<Item>;

function pagerOfItems(clock = new ManualClock(), options: HistoryOptions = {}): Pager {
  const history = new OrderHistory('one', clock, options);
  return (unordered, order, page) => {
    const items = [...unordered].sort(byName);
    const descending = order.endsWith('DESC');
    if (order.startsWith('NAME')) {
      return keysetPage({ scope: order, items, key: (item) => item.name, descending }, page);
    }
    const of = {
      scope: order,
      items,
      id: (item: Item) => item.name,
      value: (item: Item) => item.value,
      descending,
      history,
    };
    return frozenPage(of, page);
  };
}

/** As for lists that are kept: the history is told of changes alone. */
function pagerOfKept(clock = new ManualClock(), options: HistoryOptions = {}): Pager {
  const history = new OrderHistory('one', clock, options);
  const known = new Map<string, number>();
  return (unordered, order, page) => {
    const descending = order.endsWith('DESC');
    const ranked = unordered.map((item) => ({ id: item.name, value: order.startsWith('NAME') ? 0 : item.value, item }));
    const compare = rankedOrder(descending);
    const list = new OrderedList(compare, ranked.toSorted(compare));
    const mapped = ({ edges, ...rest }: Page<(typeof ranked)[number]>): Page<Item> => {
      return { ...rest, edges: edges.map(({ node, cursor }) => ({ node: node.item, cursor })) };
    };
    if (order.startsWith('NAME')) {
      return mapped(keysetPage({ scope: order, items: list, key: ({ id }) => id, descending }, page));
    }
    for (const name of new Set([...known.keys(), ...ranked.map(({ id }) => id)])) {
      const present = ranked.find(({ id }) => id === name)?.value ?? null;
      history.changed(name, known.get(name) ?? null, present);
      if (present === null) known.delete(name);
      else known.set(name, present);
    }
    const find = (id: string) => ranked.find((item) => item.id === id);
    return mapped(walkPage({ scope: order, list, find, descending, history }, page));
  };
}

const pagers = { 'of items': pagerOfItems, 'of kept lists': pagerOfKept };

const byName = (a: Item, b: Item) => (a.name < b.name ? -1 : 1);
const items = (...entries: readonly (readonly [string, number])[]): Item[] =>
  entries.map(([name, value]) => ({ name, value }));
const names = (page: Page<Item>) => page.edges.map((edge) => edge.node.name).join('');
const codeOf = (run: () => unknown) => {
  try {
    run();
    return 'nothing thrown';
  } catch (error) {
    return error instanceof ArgumentError ? error.code : 'not an ArgumentError';
  }
};

/** What happens between two pages. */
const change = fc.oneof(
  fc.record({
    type: fc.constant('add' as const),
    name: fc.stringMatching(/^[a-z]{1,2}$/),
    value: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({ type: fc.constant('remove' as const), index: fc.nat(40) }),
  fc.record({ type: fc.constant('change' as const), index: fc.nat(40), value: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ type: fc.constant('otherWalk' as const) }),
);
const walk = fc.record({
  names: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,2}$/), { minLength: 1, maxLength: 25 }),
  values: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 25, maxLength: 25 }),
  size: fc.integer({ min: 1, max: 6 }),
  churn: fc.array(fc.array(change, { maxLength: 5 }), { minLength: 60, maxLength: 60 }),
  order: fc.constantFrom(...orders),
  forwards: fc.boolean(),
});

/** The promise: what is there during the whole walk appears exactly once. */
function keepsThePromise(makePager: () => Pager) {
  return fc.property(walk, (plan) => {
    const list = makePager();
    const present = new Map(plan.names.map((name, index) => [name, { name, value: plan.values[index] ?? 0 }]));
    const throughout = new Set(present.keys());
    const seen: string[] = [];
    let cursor: string | undefined;
    for (const changes of plan.churn) {
      const page = list(
        [...present.values()],
        plan.order,
        plan.forwards ? { first: plan.size, after: cursor ?? null } : { last: plan.size, before: cursor ?? null },
      );
      const found = page.edges.map((edge) => edge.node.name);
      seen.push(...(plan.forwards ? found : found.toReversed()));
      if (page.totalCount !== present.size) return false;
      cursor = (plan.forwards ? page.edges.at(-1) : page.edges[0])?.cursor;
      if (!(plan.forwards ? page.hasNextPage : page.hasPreviousPage) || cursor === undefined) break;
      for (const step of changes) {
        if (step.type === 'otherWalk') list([...present.values()], plan.order, { first: 1 });
        else if (step.type === 'add') {
          if (!present.has(step.name)) present.set(step.name, { name: step.name, value: step.value });
        } else {
          const name = [...present.keys()][step.index % Math.max(1, present.size)];
          const item = name === undefined ? undefined : present.get(name);
          if (name === undefined || item === undefined) continue;
          if (step.type === 'change') item.value = step.value;
          else {
            present.delete(name);
            throughout.delete(name);
          }
        }
      }
    }
    return [...throughout].every((name) => seen.filter((one) => one === name).length === 1);
  });
}

/** What must not pass: pages by offset, and cursors that hold the changing value. */
const naive: Record<string, () => Pager> = {
  offset: () => (unordered, order, page) => {
    const all = sorted(unordered, order);
    const low = page.first === undefined ? 0 : Number(page.after ?? 0);
    const high = page.first === undefined ? Number(page.before ?? all.length) : all.length;
    const start = page.first ? low : Math.max(0, high - (page.last ?? 0));
    const end = page.first ? Math.min(all.length, low + page.first) : high;
    return {
      edges: all
        .slice(start, end)
        .map((node, index) => ({ node, cursor: String(start + index + (page.first ? 1 : 0)) })),
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
      totalCount: all.length,
    };
  },
  'keyset on the present value': () => (unordered, order, page) => {
    const all = sorted(unordered, order);
    const key = (item: Item) => (order.startsWith('NAME') ? item.name : `${item.value} ${item.name}`);
    const sign = order.endsWith('DESC') ? -1 : 1;
    const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -sign : sign);
    const inside = all.filter(
      (item) =>
        (!page.after || compare(key(item), page.after) > 0) && (!page.before || compare(key(item), page.before) < 0),
    );
    const shown = page.first ? inside.slice(0, page.first) : inside.slice(-(page.last ?? 0));
    return {
      edges: shown.map((node) => ({ node, cursor: key(node) })),
      hasNextPage: shown.at(-1) !== all.at(-1),
      hasPreviousPage: shown[0] !== all[0],
      totalCount: all.length,
    };
  },
};
function sorted(unordered: readonly Item[], order: Order): Item[] {
  const all = [...unordered].sort(byName);
  if (order.startsWith('VALUE')) all.sort((a, b) => a.value - b.value);
  return order.endsWith('DESC') ? all.reverse() : all;
}

describe.each(Object.entries(pagers))('%s', (_, pager) => {
  describe('the keyset promise under churn', () => {
    it('is kept in all orders, forwards and backwards', () => {
      const { failed, counterexample } = fc.check(keepsThePromise(pager), { numRuns: 500 });
      expect({ failed, counterexample }).toEqual({ failed: false, counterexample: null });
    });

    it.each(Object.entries(naive))('would not be kept by %s', (_, make) => {
      expect(fc.check(keepsThePromise(make), { numRuns: 500, seed: 1, endOnFailure: true }).failed).toBe(true);
    });
  });

  describe.each(orders)('pages by %s', (order) => {
    const five = items(['a', 1], ['b', 2], ['c', 3], ['d', 4], ['e', 5]);
    const inOrder = order.endsWith('ASC') ? 'abcde' : 'edcba';

    it('tells at both ends whether there is more', () => {
      const list = pager();
      const first = list(five, order, { first: 2 });
      expect([names(first), first.hasPreviousPage, first.hasNextPage, first.totalCount]).toEqual([
        inOrder.slice(0, 2),
        false,
        true,
        5,
      ]);
      const middle = list(five, order, { first: 2, after: first.edges[1]!.cursor });
      expect([names(middle), middle.hasPreviousPage, middle.hasNextPage]).toEqual([inOrder.slice(2, 4), true, true]);
      const end = list(five, order, { first: 2, after: middle.edges[1]!.cursor });
      expect([names(end), end.hasPreviousPage, end.hasNextPage]).toEqual([inOrder.slice(4), true, false]);
      const back = list(five, order, { last: 3, before: end.edges[0]!.cursor });
      expect([names(back), back.hasPreviousPage, back.hasNextPage]).toEqual([inOrder.slice(1, 4), true, true]);
      const all = list(five, order, {});
      expect([names(all), all.hasPreviousPage, all.hasNextPage]).toEqual([inOrder, false, false]);
    });

    it('shows what lies between two cursors of one walk, and nothing where they are the wrong way round', () => {
      const list = pager();
      const { edges } = list(five, order, {});
      expect(names(list(five, order, { after: edges[0]!.cursor, before: edges[4]!.cursor }))).toBe(inOrder.slice(1, 4));
      expect(names(list(five, order, { after: edges[3]!.cursor, before: edges[1]!.cursor }))).toBe('');
    });

    it('goes on behind an item that is gone', () => {
      const list = pager();
      const cursor = list(five, order, { first: 3 }).edges[2]!.cursor;
      expect(
        names(
          list(
            five.filter(({ name }) => name !== 'c'),
            order,
            { after: cursor },
          ),
        ),
      ).toBe(inOrder.slice(3));
    });

    it('answers an empty list', () => {
      expect(pager()([], order, {})).toEqual({ edges: [], hasNextPage: false, hasPreviousPage: false, totalCount: 0 });
    });

    it('refuses sizes out of range and both ends at once, and takes null for absent', () => {
      const list = pager();
      for (const size of [0, -1, 501, 1.5, Number.NaN]) {
        expect(codeOf(() => list(five, order, { first: size }))).toBe('INVALID');
        expect(codeOf(() => list(five, order, { last: size }))).toBe('INVALID');
      }
      expect(codeOf(() => list(five, order, { first: 1, last: 1 }))).toBe('INVALID');
      expect(names(list(five, order, { first: null, last: 1, after: null, before: null }))).toBe(inOrder.slice(4));
    });

    it('refuses what is no cursor, and cursors of other lists', () => {
      const list = pager();
      const other = list(five, order === 'NAME ASC' ? 'NAME DESC' : 'NAME ASC', {}).edges[0]!.cursor;
      const forged = Buffer.from(JSON.stringify([order, 'x', 'y'])).toString('base64url');
      for (const after of ['', 'x', '%%%', 'bnVsbA', forged, other, 'A'.repeat(100_000)]) {
        expect(codeOf(() => list(five, order, { after }))).toBe('INVALID');
      }
    });
  });

  describe('a walk in an order that changes', () => {
    it('shows what came meanwhile at most once, however it changes then', () => {
      const list = pager();
      const moving = items(['a', 1], ['b', 5], ['c', 9]);
      const first = list(moving, 'VALUE ASC', { first: 1 });
      moving.push({ name: 'x', value: 2 });
      const second = list(moving, 'VALUE ASC', { first: 1, after: first.edges[0]!.cursor });
      expect(names(second)).toBe('x');
      moving[3]!.value = 7;
      expect(names(list(moving, 'VALUE ASC', { after: second.edges[0]!.cursor }))).toBe('bc');
    });
  });

  describe('cursors and time', () => {
    const two = items(['a', 1], ['b', 2]);

    it('survive a restart where the order never changes, and are expired where it does', () => {
      const byNames = pager()(two, 'NAME ASC', { first: 1 }).edges[0]!.cursor;
      expect(names(pager()(two, 'NAME ASC', { after: byNames }))).toBe('b');
      const history = new OrderHistory('another process', new ManualClock());
      const of = {
        scope: 'VALUE ASC',
        items: two,
        id: (i: Item) => i.name,
        value: (i: Item) => i.value,
        descending: false,
        history,
      };
      const byValues = pager()(two, 'VALUE ASC', { first: 1 }).edges[0]!.cursor;
      expect(codeOf(() => frozenPage(of, { after: byValues }))).toBe('CURSOR_EXPIRED');
    });

    it('tell nobody how many walks there were before, and cannot be made up', () => {
      const list = pager();
      const cursors = [1, 2, 3].map(() => list(two, 'VALUE ASC', { first: 1 }).edges[0]!.cursor);
      const parts = cursors.map((cursor) => JSON.parse(String(Buffer.from(cursor, 'base64url'))) as unknown[]);
      for (const each of parts) expect(each.filter((part) => typeof part === 'number')).toEqual([1]);
      expect(new Set(parts.map(([, walk]) => walk)).size).toBe(3);
      for (const walk of ['1', Buffer.alloc(16, 1).toString('base64url')]) {
        const made = Buffer.from(JSON.stringify(parts[0]?.with(1, walk))).toString('base64url');
        expect(codeOf(() => list(two, 'VALUE ASC', { after: made }))).toBe('CURSOR_EXPIRED');
      }
    });

    it('of an order that changes last an hour', () => {
      const clock = new ManualClock();
      const list = pager(clock);
      const after = list(two, 'VALUE ASC', { first: 1 }).edges[0]!.cursor;
      clock.time = 3_600_000;
      list(two, 'VALUE ASC', {});
      expect(names(list(two, 'VALUE ASC', { after }))).toBe('b');
      clock.time += 1;
      expect(codeOf(() => list(two, 'VALUE ASC', { after }))).toBe('CURSOR_EXPIRED');
    });

    it('of an order that changes expire from the oldest on where too much would have to be kept', () => {
      const list = pager(new ManualClock(), { mostValues: 100 });
      const moving = items(['a', 0], ['b', 1]);
      const oldest = list(moving, 'VALUE ASC', { first: 1 }).edges[0]!.cursor;
      let newest = '';
      for (let round = 1; round <= 1_000; round += 1) {
        moving[0]!.value = -round;
        newest = list(moving, 'VALUE ASC', { first: 1 }).edges[0]!.cursor;
      }
      expect(codeOf(() => list(moving, 'VALUE ASC', { after: oldest }))).toBe('CURSOR_EXPIRED');
      expect(names(list(moving, 'VALUE ASC', { after: newest }))).toBe('b');
    });
  });
});
