import type { Freshness } from '../../domain/clusters/cluster-state.ts';
import type { UsageAvailability, UsageSample, UsageTable } from '../../domain/clusters/cluster-usage.ts';
import type { Clock } from '../../lib/clock.ts';

/** Why there are no new samples. */
export type UsageTrouble = Exclude<UsageAvailability['status'], 'SYNCING' | 'SYNCED'>;

/** A table of samples that a poller fills. There is one for each cluster, so that equal names of two clusters never meet. */
export interface UsageStore<T extends UsageSample> extends UsageTable<T> {
  /** Everything that the metrics API told just now, by `usageKey`. */
  replace(samples: ReadonlyMap<string, T>): void;
  /** What is held stays, stale, for some minutes; but not where the API is gone, or may not be asked any more. */
  failed(status: UsageTrouble, message: string): void;
}

export interface UsageStoreOptions {
  readonly clock: Clock;
  /** Samples that were not confirmed for so long (milliseconds) are stale, whatever else is. */
  readonly staleAfterMs: number;
  /** Whether the cluster can be called. */
  readonly isReachable: () => boolean;
}

/** Use that was measured longer ago says nothing of now. */
const keptMs = 300_000;

/** Names a pod, or with an empty namespace a machine, within its cluster. */
export function usageKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** A table without samples. */
export function createUsageStore<T extends UsageSample>(options: UsageStoreOptions): UsageStore<T> {
  const { clock } = options;
  let samples: ReadonlyMap<string, T> = new Map();
  let availability: UsageAvailability = { status: 'SYNCING', since: clock.now() };
  let observedAt: number | null = null;

  const isHeld = (): boolean => observedAt !== null && clock.now() - observedAt <= keptMs;

  return {
    get availability() {
      return availability;
    },
    get freshness(): Freshness {
      const late = observedAt === null || clock.now() - observedAt > options.staleAfterMs;
      return { observedAt, stale: late || availability.status !== 'SYNCED' || !options.isReachable() };
    },
    get size() {
      return isHeld() ? samples.size : 0;
    },
    find: (namespace, name) => (isHeld() ? samples.get(usageKey(namespace, name)) : undefined),
    replace(next) {
      samples = next;
      observedAt = clock.now();
      availability = { status: 'SYNCED' };
    },
    failed(status, message) {
      if (status !== 'FAILING') samples = new Map();
      const since = availability.status === status ? availability.since : clock.now();
      availability = { status, since, message };
    },
  };
}
