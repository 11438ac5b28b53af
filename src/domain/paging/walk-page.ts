import type { OrderedList } from '../../lib/ordered-list.ts';
import { encodeCursor } from './cursor.ts';
import { placesOf } from './frozen.ts';
import type { OrderHistory } from './order-history.ts';
import type { Page, PageArguments } from './page.ts';
import { pageWindow } from './window.ts';

/** An item with what it is ordered by at present. */
export interface Ranked {
  /** Never changes; items with equal values are in its rising order. */
  readonly id: string;
  readonly value: number;
}

/** What a page in an order that changes is made from, where the order is kept. */
export interface WalkOptions<T extends Ranked> {
  /** Names the list and its order; a cursor of another is refused. */
  readonly scope: string;
  /** In the order of `rankedOrder(descending)`. */
  readonly list: OrderedList<T>;
  /** An item of the list. */
  readonly find: (id: string) => T | undefined;
  readonly descending: boolean;
  /** Told of every change by `changed`, and before the list was. */
  readonly history: OrderHistory;
}

export function rankedOrder(descending: boolean): (a: Ranked, b: Ranked) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => sign * (a.value - b.value) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * The page that `frozenPage` would make, without a look at every item: the walk's order is that of the list but for the items whose
 * value changed since it began, and these are known.
 * @throws as `frozenPage`
 */
export function walkPage<T extends Ranked>(options: WalkOptions<T>, page: PageArguments): Page<T> {
  const { scope, list, history, descending } = options;
  const window = pageWindow(page);
  const { after, before, epoch: known } = placesOf(options, window);
  const epoch = known ?? history.begin();
  const order = frozenOrder(options, epoch);
  const compare = rankedOrder(descending);
  const forwards = window.from === 'start';
  const [from, to] = forwards ? [after, before] : [before, after];
  const found = forwards ? order.behind(from) : order.before(from);
  const items: Frozen<T>[] = [];
  let more = false;
  for (const item of found) {
    const isOutside = to !== undefined && (forwards ? compare(item, to) >= 0 : compare(item, to) <= 0);
    more = isOutside || items.length === window.size;
    if (more) break;
    items.push(item);
  }
  // What lies on the other side of where it began.
  const [other] = from === undefined ? [] : forwards ? order.upTo(from) : order.from(from);
  if (!forwards) items.reverse();
  const walk = history.nameOf(epoch);
  return {
    edges: items.map(({ item, id, value }) => ({ node: item, cursor: encodeCursor(scope, [walk, value, id]) })),
    hasNextPage: forwards ? more : other !== undefined,
    hasPreviousPage: forwards ? other !== undefined : more,
    totalCount: list.length,
  };
}

/** An item with the value that it had when the walk began. */
interface Frozen<T> extends Ranked {
  readonly item: T;
}

/** The order of a walk, read from a place on. */
function frozenOrder<T extends Ranked>({ list, find, history, descending }: WalkOptions<T>, epoch: number) {
  const compare = rankedOrder(descending);
  const moved = new Map<string, Frozen<T>>();
  for (const [id, value] of history.changedSince(epoch)) {
    const item = find(id);
    if (item !== undefined) moved.set(id, { id, value, item });
  }
  const placed = [...moved.values()].sort(compare);
  const counts = (holds: (item: Ranked) => boolean) => {
    const behind = placed.findIndex((item) => !holds(item));
    return [list.countWhile(holds), behind === -1 ? placed.length : behind] as const;
  };

  function* rising([index, place]: readonly [number, number]): Generator<Frozen<T>> {
    let [at, next] = [index, placed[place]];
    let rank = place;
    for (;;) {
      const item = list.at(at);
      if (item !== undefined && moved.has(item.id)) at += 1;
      else if (next !== undefined && (item === undefined || compare(next, item) < 0)) {
        yield next;
        next = placed[(rank += 1)];
      } else if (item !== undefined) {
        yield { id: item.id, value: item.value, item };
        at += 1;
      } else return;
    }
  }

  function* falling([index, place]: readonly [number, number]): Generator<Frozen<T>> {
    let at = index - 1;
    let rank = place - 1;
    for (;;) {
      const item = list.at(at);
      const next = placed[rank];
      if (item !== undefined && moved.has(item.id)) at -= 1;
      else if (next !== undefined && (item === undefined || compare(next, item) > 0)) {
        yield next;
        rank -= 1;
      } else if (item !== undefined) {
        yield { id: item.id, value: item.value, item };
        at -= 1;
      } else return;
    }
  }

  return {
    behind: (place: Ranked | undefined) =>
      rising(place === undefined ? [0, 0] : counts((item) => compare(item, place) <= 0)),
    from: (place: Ranked) => rising(counts((item) => compare(item, place) < 0)),
    before: (place: Ranked | undefined) =>
      falling(place === undefined ? [list.length, placed.length] : counts((item) => compare(item, place) < 0)),
    upTo: (place: Ranked) => falling(counts((item) => compare(item, place) <= 0)),
  };
}
