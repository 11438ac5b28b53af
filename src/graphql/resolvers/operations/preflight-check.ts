import type { PreflightCheckResolvers } from '../../__generated__/resolvers.ts';
import { clusterById } from '../../cluster-model.ts';

export const PreflightCheck: PreflightCheckResolvers = {
  cluster: ({ clusterId }, _args, { fleet }) => (clusterId === null ? null : clusterById(fleet, clusterId)),
};
