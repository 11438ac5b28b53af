import type { MachineUsageResolvers } from '../../__generated__/resolvers.ts';
import { coverageOfGaps } from './coverage-of-gaps.ts';

export const MachineUsage: MachineUsageResolvers = {
  cpu: ({ usage }) => usage.used.cpu,
  memory: ({ usage }) => usage.used.memory,
  allocatable: ({ usage }) => usage.allocatable,
  requests: ({ usage }) => usage.requests,
  limits: ({ usage }) => usage.limits,
  utilization: ({ usage }) => usage.utilization,
  requested: ({ usage }) => usage.requested,
  headroom: ({ usage }) => usage.headroom,
  machines: ({ usage }) => usage.machines,
  machinesCounted: ({ usage }) => usage.machinesCounted,
  sampledAt: ({ usage }) => usage.sampledAt,
  windowSeconds: ({ usage: { windowMs } }) => (windowMs === null ? null : windowMs / 1000),
  freshness: ({ cluster }) => cluster.usage.nodes.freshness,
  coverage: ({ cluster }, _args, { fleet }) => coverageOfGaps([fleet.usageGap(cluster, 'nodes')]),
};
