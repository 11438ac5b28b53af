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
  freshness: ({ cluster }) => cluster.nodes.freshness,
};
