import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { kindsOf } from '../domain/clusters/kinds-of.ts';
import type { ClusterRegistry, ClusterSource } from '../domain/clusters/cluster-source.ts';
import type { Freshness } from '../domain/clusters/cluster-state.ts';
import type { Clock } from '../lib/clock.ts';

/** Tells at each `GET /metrics` how the caches are: what alerts on a fleet are made of. Each registry takes one. */
export function registerClusterMetrics(
  registry: Registry,
  clusters: Pick<ClusterRegistry, 'list'>,
  clock: Clock,
): void {
  registry.registerMetric(
    new Gauge({
      name: 'tenantry_cluster_status',
      help: '1 for the status that a cluster has now.',
      labelNames: ['cluster', 'status'],
      registers: [],
      collect() {
        this.reset();
        for (const { name, state } of clusters.list()) this.set({ cluster: name, status: state.status }, 1);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'tenantry_cluster_cache_age_seconds',
      help: 'How long ago the cache of a kind was last known to be as its cluster has it, usage included; not there where it never was.',
      labelNames: ['cluster', 'kind'],
      registers: [],
      collect() {
        this.reset();
        for (const cluster of clusters.list()) {
          for (const [kind, { observedAt }] of freshnessOf(cluster)) {
            if (observedAt === null) continue;
            this.set({ cluster: cluster.name, kind }, Math.max(0, clock.now() - observedAt) / 1_000);
          }
        }
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'tenantry_cluster_cached_objects',
      help: 'Objects of a kind in the cache.',
      labelNames: ['cluster', 'kind'],
      registers: [],
      collect() {
        this.reset();
        for (const cluster of clusters.list()) {
          for (const { kind, cache } of kindsOf(cluster)) this.set({ cluster: cluster.name, kind }, cache.size);
        }
      },
    }),
  );
}

/** Of each kind that is read from the cluster, and of what its metrics API measures, as that calls it. */
function freshnessOf(cluster: ClusterSource): readonly (readonly [string, Freshness])[] {
  const { pods, nodes } = cluster.usage;
  return [
    ...kindsOf(cluster).map(({ kind, cache }) => [kind, cache.freshness] as const),
    ['PodMetrics', pods.freshness],
    ['NodeMetrics', nodes.freshness],
  ];
}
