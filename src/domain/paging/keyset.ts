import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Page, PageArguments } from './page.ts';
import { pageWindow, sliceOf } from './window.ts';

/** What a keyset page is made from. */
export interface KeysetOptions<T> {
  /** Names the list and its order; a cursor of another is refused. */
  readonly scope: string;
  /** In rising order of `key`, which is unique: an array, or what can be read like one. Only the items of the page are looked at closely. */
  readonly items: { readonly length: number; at(index: number): T | undefined };
  /** What the order is by. It never changes during an item's life: the promise of the walk rests on that. */
  readonly key: (item: T) => string;
  readonly descending?: boolean;
}

/**
 * A page of a list that is ordered by something that never changes. The cursor is the key itself, so it survives restarts, and
 * whatever is added, removed or changed between two pages, an item that is there during the whole walk appears exactly once.
 * @throws ArgumentError INVALID for bad arguments and cursors.
 */
export function keysetPage<T>(options: KeysetOptions<T>, page: PageArguments): Page<T> {
  return keysetPageOf(options, (item) => item, page);
}

/** As `keysetPage`, of what stands for the items. */
export function keysetPageOf<T, N>(options: KeysetOptions<T>, nodeOf: (item: T) => N, page: PageArguments): Page<N> {
  const { items, key, scope, descending = false } = options;
  const window = pageWindow(page);
  const keyOf = (cursor: string) => String(decodeCursor(scope, [''], cursor)[0]);
  const total = items.length;
  const at = (index: number) => items.at(descending ? total - 1 - index : index);
  /** How many items, in the order of the list, come before the key (or up to it). */
  const position = (bound: string, including: boolean) => {
    const rising = countBelow(items, key, bound, descending ? !including : including);
    return descending ? total - rising : rising;
  };
  const low = window.after === undefined ? 0 : position(keyOf(window.after), true);
  const high = window.before === undefined ? total : position(keyOf(window.before), false);
  const { start, end } = sliceOf(window, low, high);
  const edges: Page<N>['edges'][number][] = [];
  for (let index = start; index < end; index += 1) {
    const item = at(index);
    if (item !== undefined) edges.push(new KeysetEdge(nodeOf(item), item, options));
  }
  return { edges, hasNextPage: end < total, hasPreviousPage: start > 0, totalCount: total };
}

/** Most who ask for items ask for none of their cursors. */
class KeysetEdge<T, N> {
  readonly node: N;
  readonly #item: T;
  readonly #options: Pick<KeysetOptions<T>, 'scope' | 'key'>;

  constructor(node: N, item: T, options: Pick<KeysetOptions<T>, 'scope' | 'key'>) {
    this.node = node;
    this.#item = item;
    this.#options = options;
  }

  get cursor(): string {
    const { scope, key } = this.#options;
    return encodeCursor(scope, [key(this.#item)]);
  }
}

/** Binary search: how many items have a key below the bound (or equal, when including). */
function countBelow<T>(
  items: KeysetOptions<T>['items'],
  key: (item: T) => string,
  bound: string,
  including: boolean,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items.at(middle);
    if (item === undefined) break;
    const value = key(item);
    if (value < bound || (including && value === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}
