import type { ProblemResolvers } from '../../__generated__/resolvers.ts';
import { clusterById } from '../../cluster-model.ts';

export const Problem: ProblemResolvers = {
  cluster: ({ clusterId }, _args, { fleet }) => (clusterId === null ? null : clusterById(fleet, clusterId)),
};
