import { rejection } from '../errors.ts';

/** Counts the items of the pages that one answer holds, and ends it where they are more than it may have. */
export interface ItemCount {
  /** @throws GraphQLError LIMIT_EXCEEDED where these are too many. */
  add(items: number): void;
  /** So far. */
  readonly counted: number;
  /** Whether so many more are not too many. */
  fits(items: number): boolean;
}

/**
 * What pages turn out to hold: an operation that leaves out `first` is let in by what may be expected, and may be wrong.
 * @param maximum items of one answer
 */
export function createItemCount(maximum: number): ItemCount {
  let count = 0;
  return {
    get counted() {
      return count;
    },
    fits: (items) => count + items <= maximum,
    add(items) {
      count += items;
      if (count <= maximum) return;
      const most = maximum.toLocaleString('en');
      throw rejection(
        'LIMIT_EXCEEDED',
        `The answer has more than ${most} items, the budget of one operation. Ask for fewer in its lists with first, and page through them.`,
        { extensions: { limit: 'cost', maximum } },
      );
    },
  };
}
