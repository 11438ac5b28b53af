import { sumMachines } from '../../../domain/usage/sum-machines.ts';
import type { ClusterNodeResolvers } from '../../__generated__/resolvers.ts';
import { clusterNodeId } from '../../ids.ts';
import { labelList } from '../../labels.ts';

export const ClusterNode: ClusterNodeResolvers = {
  id: ({ cluster, node }) => clusterNodeId(cluster.id, node.meta.uid),
  name: ({ node }) => node.meta.name,
  ready: ({ node }) => node.ready,
  schedulable: ({ node }) => node.schedulable,
  labels: ({ node }) => labelList(node.meta.labels),
  createdAt: ({ node }) => node.meta.createdAt,
  usage: async ({ cluster, node }, _args, { loaders }) => {
    const on = await loaders.podsOnMachines.load(cluster);
    return { cluster, usage: sumMachines(cluster, [node], on) };
  },
  freshness: ({ cluster }) => cluster.nodes.freshness,
};
