import type { Clock } from '../../lib/clock.ts';
import { createBucket } from './bucket.ts';
import type { Bucket } from './bucket.ts';

/** How fast a budget comes back, and how much of it there can be. In points of cost: an item of a list is one. */
export interface Rate {
  readonly pointsPerSecond: number;
  readonly burst: number;
}

/** One budget that a request takes from. */
export interface Spending {
  /** Whose it is: `caller USER mia`, `tenant acme`. */
  readonly key: string;
  readonly rate: Rate;
}

/** Budgets of callers and tenants, in points of cost over time. */
export interface Budgets {
  /**
   * Takes the points from each budget, or from none. What is larger than a whole burst asks for a full budget. Never waits,
   * and never fails. Null: taken; else which budget has too little, and in how many milliseconds it will have enough.
   */
  spend(spendings: readonly Spending[], points: number): { readonly key: string; readonly waitMs: number } | null;
  close(): void;
}

/** Budgets that are remembered: one that is forgotten begins anew, full. */
export const mostBudgets = 10_000;

/** Budgets of this process alone. */
export function createBudgets(clock: Clock): Budgets {
  const buckets = new Map<string, Bucket>();
  return {
    spend(spendings, points) {
      const now = clock.now();
      return spendFrom(
        spendings.map(({ key, rate }) => ({ key, bucket: bucketOf(buckets, key, rate, now) })),
        points,
        now,
      );
    },
    close: () => buckets.clear(),
  };
}

/** Takes from all of them or from none. */
export function spendFrom(
  budgets: readonly { readonly key: string; readonly bucket: Bucket }[],
  points: number,
  now: number,
): { readonly key: string; readonly waitMs: number } | null {
  for (const { key, bucket } of budgets) {
    const waitMs = bucket.waitFor(points, now);
    if (waitMs > 0) return { key, waitMs };
  }
  for (const { bucket } of budgets) bucket.take(points, now);
  return null;
}

/** The bucket of a key; of too many the one that was used least lately is forgotten. */
function bucketOf(buckets: Map<string, Bucket>, key: string, rate: Rate, now: number): Bucket {
  const known = buckets.get(key);
  const bucket = known ?? createBucket(rate, now);
  // A map keeps the order of insertion.
  if (known !== undefined) buckets.delete(key);
  buckets.set(key, bucket);
  if (buckets.size > mostBudgets) {
    const [oldest] = buckets.keys();
    if (oldest !== undefined) buckets.delete(oldest);
  }
  return bucket;
}
