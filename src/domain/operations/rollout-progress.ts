import type { Workload } from '../workloads/workload.ts';

/** Tells whether a workload has come further than ever since the watch of it began; going back and forth is no progress. */
export interface Progress {
  made(workload: Workload): boolean;
}

export function createProgress(): Progress {
  let best: readonly number[] = [];
  return {
    made({ status, desired }) {
      const { updated, available, current } = status;
      const now = [updated, available, -Math.abs(current - desired)];
      const further = best.length > 0 && now.some((value, index) => value > (best[index] ?? value));
      best = now.map((value, index) => Math.max(value, best[index] ?? value));
      return further;
    },
  };
}
