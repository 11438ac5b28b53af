import { LRUCache } from 'lru-cache';
import type { Clock } from '../../lib/clock.ts';
import { createBucket } from './bucket.ts';
import type { Bucket } from './bucket.ts';
import type { Rate } from './rate.ts';

/** One budget that a request takes from. */
export interface Spending {
  /** Whose it is: `caller USER mia`, `tenant acme`. */
  readonly key: string;
  readonly rate: Rate;
}

/** Which budget has too little, and in how many milliseconds it will have enough. */
export interface Lacking {
  readonly key: string;
  readonly waitMs: number;
}

/** Budgets of callers and tenants, in points of cost over time. */
export interface Budgets {
  /**
   * Takes the points from each budget, or from none. What is larger than a whole burst asks for a full budget. Never waits,
   * and never fails. Null: taken.
   */
  spend(spendings: readonly Spending[], points: number): Lacking | null;
  close(): void;
}

/** Budgets that are remembered; of more, those that were used least lately are forgotten, and begin anew, full. */
export const mostBudgets = 10_000;

/** Budgets of this process alone. */
export function createBudgets(clock: Clock): Budgets {
  const buckets = new LRUCache<string, Bucket>({ max: mostBudgets });
  return {
    spend(spendings, points) {
      const now = clock.now();
      const touched = spendings.map(({ key, rate }) => {
        let bucket = buckets.get(key);
        if (bucket === undefined) buckets.set(key, (bucket = createBucket(rate, now)));
        return { key, bucket };
      });
      return takeFrom(touched, points, now);
    },
    close: () => buckets.clear(),
  };
}

/** Takes from all buckets or from none. */
export function takeFrom(
  buckets: readonly { readonly key: string; readonly bucket: Bucket }[],
  points: number,
  now: number,
): Lacking | null {
  for (const { key, bucket } of buckets) {
    const waitMs = bucket.waitFor(points, now);
    if (waitMs > 0) return { key, waitMs };
  }
  for (const { bucket } of buckets) bucket.take(points, now);
  return null;
}
