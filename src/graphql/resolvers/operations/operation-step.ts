import type { OperationStepResolvers } from '../../__generated__/resolvers.ts';
import { clusterById } from '../../cluster-model.ts';

export const OperationStep: OperationStepResolvers = {
  cluster: ({ clusterId }, _args, { fleet }) => (clusterId === null ? null : clusterById(fleet, clusterId)),
};
