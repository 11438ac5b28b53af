import type { ReplicaCounts } from './fleet-model.ts';

/** Of several workloads together; zeros of none. */
export function sumReplicas(counts: readonly ReplicaCounts[]): ReplicaCounts {
  const sum = { desired: 0, current: 0, updated: 0, ready: 0, available: 0 };
  for (const { desired, current, updated, ready, available } of counts) {
    sum.desired += desired;
    sum.current += current;
    sum.updated += updated;
    sum.ready += ready;
    sum.available += available;
  }
  return sum;
}
