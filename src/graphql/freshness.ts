import type { Freshness } from '../domain/clusters/cluster-state.ts';
import type { App } from '../domain/fleet/fleet-model.ts';

/** The least fresh of several: never observed where one of them never was, stale where one of them is. */
export function leastFresh(values: readonly Freshness[]): Freshness {
  let observedAt: number | null = Number.POSITIVE_INFINITY;
  let stale = false;
  for (const value of values) {
    stale ||= value.stale;
    observedAt = value.observedAt === null || observedAt === null ? null : Math.min(observedAt, value.observedAt);
  }
  return values.length === 0 ? { observedAt: null, stale: true } : { observedAt, stale };
}

/** How fresh an app is: as its least fresh instance. */
export function appFreshness(app: App): Freshness {
  return leastFresh(app.instances.map(({ cluster }) => cluster.workloads[app.kind].freshness));
}
