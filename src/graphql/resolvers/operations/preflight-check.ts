import type { PreflightCheckResolvers } from '../../__generated__/resolvers.ts';
import { clusterById } from '../../cluster-model.ts';

export const PreflightCheck: PreflightCheckResolvers = {
  cluster: ({ clusterId }, _args, { registry }) => (clusterId === null ? null : clusterById(registry, clusterId)),
};
