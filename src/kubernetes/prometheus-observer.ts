import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { ClusterObserver } from './observer.ts';

/** Counts the cluster side's work for `GET /metrics`. Each registry takes one. */
export function createPrometheusObserver(registry: Registry): ClusterObserver {
  const registers = [registry];
  const lists = new Counter({
    name: 'tenantry_cluster_lists_total',
    help: 'Whole lists of a kind that were read, streamed or in pages.',
    labelNames: ['cluster', 'kind', 'how'],
    registers,
  });
  const listed = new Counter({
    name: 'tenantry_cluster_listed_objects_total',
    help: 'Objects that came in whole lists.',
    labelNames: ['cluster', 'kind'],
    registers,
  });
  const watches = new Counter({
    name: 'tenantry_cluster_watches_ended_total',
    help: 'Watches that ended, by the reason: ended by the server, expired, throttled, failed, silent.',
    labelNames: ['cluster', 'kind', 'why'],
    registers,
  });
  const events = new Counter({
    name: 'tenantry_cluster_watch_events_total',
    help: 'Changes that watches brought.',
    labelNames: ['cluster', 'kind'],
    registers,
  });
  const probes = new Histogram({
    name: 'tenantry_cluster_probe_duration_seconds',
    help: 'How long a probe of the API server took, by whether it was answered.',
    labelNames: ['cluster', 'ok'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const calls = new Gauge({
    name: 'tenantry_cluster_calls',
    help: 'Calls that the API server has not begun to answer, those that wait for a connection included, by what they are for: calls, watches, logs, probes.',
    labelNames: ['cluster', 'pool'],
    registers,
  });
  const pools = new Set<string>();
  return {
    listed(cluster, kind, how, objects) {
      lists.inc({ cluster, kind, how });
      listed.inc({ cluster, kind }, objects);
    },
    watchEnded: (cluster, kind, why) => watches.inc({ cluster, kind, why }),
    eventsApplied: (cluster, kind, count) => events.inc({ cluster, kind }, count),
    probed: (cluster, ok, durationMs) => probes.observe({ cluster, ok: String(ok) }, durationMs / 1000),
    calling(cluster, pool) {
      pools.add(pool);
      calls.inc({ cluster, pool });
      return () => calls.dec({ cluster, pool });
    },
    ended(cluster) {
      // At once: one that is registered anew begins to count its calls.
      for (const pool of pools) calls.remove({ cluster, pool });
      for (const ok of ['true', 'false']) probes.remove({ cluster, ok });
      for (const counter of [lists, listed, watches, events]) void removeAll(counter, cluster);
    },
  };
}

/** All series of a cluster. */
async function removeAll(counter: Counter, cluster: string): Promise<void> {
  const { values } = await counter.get();
  for (const { labels } of values) if (labels['cluster'] === cluster) counter.remove(labels);
}
