import type { Coverage } from '../../../domain/fleet/fleet-model.ts';
import type { SeenFleet } from '../../../domain/fleet/fleet.ts';
import type { Resources } from '../../../domain/workloads/pod-template.ts';
import type { ContainerUsageResolvers, UsageResolvers } from '../../__generated__/resolvers.ts';
import { leastFresh } from '../../freshness.ts';
import type { UsageModel } from '../../models.ts';
import { coverageOfGaps } from './coverage-of-gaps.ts';

const common = {
  cpu: (model, _args, { fleet }) => usedOf(model, 'cpu', fleet),
  memory: (model, _args, { fleet }) => usedOf(model, 'memory', fleet),
  requests: ({ usage }) => usage.requests,
  limits: ({ usage }) => usage.limits,
  utilization: ({ usage }) => usage.utilization,
  headroom: ({ usage }) => usage.headroom,
  sampledAt: ({ usage }) => usage.sampledAt,
  windowSeconds: ({ usage: { windowMs } }) => (windowMs === null ? null : windowMs / 1000),
  freshness: ({ usage, holders }) => {
    const clusters = usage.clusters.size > 0 ? [...usage.clusters] : holders;
    return leastFresh(clusters.map((cluster) => cluster.usage.pods.freshness));
  },
} satisfies ContainerUsageResolvers;

/** Without what leads to clusters: containers are a part of their pod, and cost as such. */
export const ContainerUsage: ContainerUsageResolvers = common;

export const Usage: UsageResolvers = {
  ...common,
  pods: ({ usage }) => usage.pods,
  podsCounted: ({ usage }) => usage.podsCounted,
  coverage: (model, _args, { fleet }) => coverageOf(model, fleet),
};

/** Nothing is used by no pods; but where a cluster is missing, none is not known. */
function usedOf(model: UsageModel, of: keyof Resources, fleet: SeenFleet): number | null {
  const { used, pods } = model.usage;
  return pods === 0 && !coverageOf(model, fleet).complete ? null : used[of];
}

/** A cluster that does not measure is missing from what its pods use; where it holds none of them, there is nothing to measure. */
function coverageOf({ usage, holders }: UsageModel, fleet: SeenFleet): Coverage {
  const gaps = holders.map((cluster) =>
    usage.clusters.has(cluster) ? fleet.usageGap(cluster, 'pods') : fleet.gap(cluster),
  );
  return coverageOfGaps(gaps);
}
