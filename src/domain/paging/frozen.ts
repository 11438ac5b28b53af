import { ArgumentError } from '../fleet/fleet.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { OrderHistory } from './order-history.ts';
import type { Page, PageArguments } from './page.ts';
import { pageWindow, sliceOf } from './window.ts';
import type { PageWindow } from './window.ts';

/** What a page in an order that changes is made from. */
export interface FrozenOptions<T> {
  /** Names the list and its order; a cursor of another is refused. */
  readonly scope: string;
  /** In rising order of `id`. */
  readonly items: readonly T[];
  /** Never changes; items with equal values are ordered by it. */
  readonly id: (item: T) => string;
  /** What the order is by; it may change at any time. */
  readonly value: (item: T) => number;
  readonly descending: boolean;
  readonly history: OrderHistory;
}

/** A place in the order: the walk, the value that its first page had, the id. */
export interface Place {
  readonly epoch: number;
  readonly value: number;
  readonly id: string;
}

/**
 * A page of a list in an order that changes while it is read. The first page (the one without a cursor) freezes the order: the
 * pages behind its cursors are in the order of that moment, so that an item that is there during the whole walk appears exactly
 * once, though its health or its restarts change meanwhile. What they show of each item is the present.
 * @throws ArgumentError INVALID for bad arguments and cursors, CURSOR_EXPIRED for a walk that is no longer known.
 */
export function frozenPage<T>(options: FrozenOptions<T>, page: PageArguments): Page<T> {
  const { scope, items, history, id } = options;
  const window = pageWindow(page);
  const { after, before, epoch: known } = placesOf(options, window);
  const epoch = known ?? history.begin();
  const buckets = new Map<number, T[]>();
  for (const item of items) {
    const present = options.value(item);
    const value = known === undefined ? history.note(epoch, id(item), present) : history.at(epoch, id(item), present);
    const bucket = buckets.get(value);
    if (bucket === undefined) buckets.set(value, [item]);
    else bucket.push(item);
  }
  const values = Float64Array.from(buckets.keys()).sort();
  if (options.descending) values.reverse();
  const low = after === undefined ? 0 : countUpTo(options, buckets, values, after, true);
  const high = before === undefined ? items.length : countUpTo(options, buckets, values, before, false);
  const { start, end } = sliceOf(window, low, high);
  const edges: { node: T; cursor: string }[] = [];
  const walk = history.nameOf(epoch);
  let position = 0;
  for (const value of values) {
    const bucket = buckets.get(value) ?? [];
    if (position >= end) break;
    for (const node of bucket.slice(Math.max(0, start - position), Math.max(0, end - position))) {
      edges.push({ node, cursor: encodeCursor(scope, [walk, value, id(node)]) });
    }
    position += bucket.length;
  }
  return { edges, hasNextPage: end < items.length, hasPreviousPage: start > 0, totalCount: items.length };
}

/**
 * Where the cursors of a page stand, and the walk that they belong to; none of these without a cursor.
 * @throws ArgumentError INVALID for bad cursors, CURSOR_EXPIRED for a walk that is no longer known.
 */
export function placesOf(
  order: Pick<FrozenOptions<never>, 'scope' | 'history'>,
  window: PageWindow,
): { readonly after: Place | undefined; readonly before: Place | undefined; readonly epoch: number | undefined } {
  const after = window.after === undefined ? undefined : placeOf(order, window.after);
  const before = window.before === undefined ? undefined : placeOf(order, window.before);
  if (after !== undefined && before !== undefined && after.epoch !== before.epoch) {
    throw new ArgumentError(
      'INVALID',
      'after and before are cursors of two different walks: take both from the same one.',
    );
  }
  return { after, before, epoch: after?.epoch ?? before?.epoch };
}

function placeOf({ scope, history }: Pick<FrozenOptions<never>, 'scope' | 'history'>, cursor: string): Place {
  const [walk, value, id] = decodeCursor(scope, ['', 0, ''], cursor);
  const epoch = history.find(String(walk));
  if (epoch === null) {
    throw new ArgumentError(
      'CURSOR_EXPIRED',
      'The cursor has expired: a walk in an order that changes is kept for an hour at most, and not across a restart. ' +
        'Begin again without a cursor, or order by NAME, whose cursors do not expire.',
    );
  }
  return { epoch, value: Number(value), id: String(id) };
}

/** How many items come before the place in the order of the list, or up to it. */
function countUpTo<T>(
  { descending, id }: FrozenOptions<T>,
  buckets: ReadonlyMap<number, readonly T[]>,
  values: Float64Array,
  place: Place,
  including: boolean,
): number {
  let count = 0;
  for (const value of values) {
    const bucket = buckets.get(value) ?? [];
    if (value === place.value) {
      for (const item of bucket) {
        const itemId = id(item);
        if (itemId < place.id || (including && itemId === place.id)) count += 1;
      }
    } else if (descending ? value > place.value : value < place.value) count += bucket.length;
  }
  return count;
}
