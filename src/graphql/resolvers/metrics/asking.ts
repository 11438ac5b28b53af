import type { ClusterSource } from '../../../domain/clusters/cluster-source.ts';
import type { MetricAsking } from '../../../domain/metrics/seen-metrics.ts';
import type { GraphqlContext } from '../../context.ts';

/** How series are asked for within a request. `holders`: the clusters that the answer could lack. */
export function asking({ clock, loaders }: GraphqlContext, holders: readonly ClusterSource[]): MetricAsking {
  return { now: clock.now(), holders, load: (query) => loaders.series.load(query) };
}
