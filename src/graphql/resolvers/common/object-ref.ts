import type { ObjectRefResolvers } from '../../__generated__/resolvers.ts';
import { clusterById } from '../../cluster-model.ts';

export const ObjectRef: ObjectRefResolvers = {
  cluster: ({ clusterId }, _args, { fleet }) => clusterById(fleet, clusterId),
};
