import { kindsOf } from '../../../domain/clusters/kinds-of.ts';
import { sumMachines } from '../../../domain/usage/sum-machines.ts';
import type { Page } from '../../../domain/paging/page.ts';
import type { ClusterResolvers } from '../../__generated__/resolvers.ts';
import { isRemoved } from '../../cluster-model.ts';
import { given } from '../../given.ts';
import { clusterId } from '../../ids.ts';
import { labelList } from '../../labels.ts';
import { connectionOfRecords, connectionOver } from '../../paging/connection.ts';
import { pageByName } from '../../paging/page-by-name.ts';
import { appsWithin } from '../apps/apps-within.ts';
import { asking } from '../metrics/asking.ts';
import { environmentsWithin } from '../tenancy/environments-within.ts';

const nothing: Page<never> = { edges: [], hasNextPage: false, hasPreviousPage: false, totalCount: 0 };

export const Cluster: ClusterResolvers = {
  id: (cluster) => clusterId(cluster.id),
  name: (cluster) => (isRemoved(cluster) ? cluster.id : cluster.name),
  uid: (cluster, _args, { fleet }) => fleet.inside(cluster)?.state.uid ?? null,
  labels: (cluster) => (isRemoved(cluster) ? [] : labelList(cluster.definition.labels)),
  status: (cluster) => (isRemoved(cluster) ? 'DISABLED' : cluster.state.status),
  statusMessage: (cluster, _args, { fleet }) =>
    isRemoved(cluster) ? 'This cluster is no longer registered.' : (fleet.inside(cluster)?.state.message ?? null),
  kubernetesVersion: (cluster, _args, { fleet }) => fleet.inside(cluster)?.state.kubernetesVersion ?? null,
  freshness: (cluster) => (isRemoved(cluster) ? { observedAt: null, stale: true } : cluster.freshness),
  gap: ({ id }, _args, { fleet }) => {
    const cluster = fleet.clusterById(id);
    return cluster === undefined ? null : fleet.gap(cluster);
  },
  nodeCount: (cluster, _args, { fleet }) => {
    const nodes = fleet.inside(cluster)?.nodes;
    return nodes?.availability.status === 'SYNCED' ? nodes.size : null;
  },
  nodes: ({ id }, page, { fleet }) => {
    const cluster = fleet.inside({ id });
    if (cluster === null) return connectionOfRecords(nothing);
    const nodes = Array.from(cluster.nodes.all(), (node) => ({ cluster, node }));
    return connectionOver(
      () => [cluster],
      pageByName(`nodes of ${id}`, nodes, ({ node }) => node.meta.name, page),
    );
  },
  metrics: (cluster, args, context) => context.metrics.ofCluster(cluster, args, asking(context, [])),
  kinds: (cluster, _args, { fleet }) => {
    const inside = fleet.inside(cluster);
    return inside === null ? [] : kindsOf(inside);
  },
  usage: async ({ id }, _args, { fleet, loaders }) => {
    const cluster = fleet.inside({ id });
    if (cluster === null) return null;
    const on = await loaders.podsOnMachines.load(cluster);
    return { cluster, usage: sumMachines(cluster, cluster.nodes.all(), on) };
  },
  environments: (cluster, page, { fleet }) =>
    isRemoved(cluster)
      ? connectionOfRecords(nothing)
      : environmentsWithin(fleet, {}, { clusters: [cluster.name] }, page),
  apps: (cluster, args, { fleet }) =>
    isRemoved(cluster)
      ? connectionOfRecords(nothing)
      : appsWithin(fleet, given(args.filter), { clusters: [cluster.name] }, args),
};
