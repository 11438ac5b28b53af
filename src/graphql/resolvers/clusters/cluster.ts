import type { ClusterSource } from '../../../domain/clusters/cluster-source.ts';
import type { Page } from '../../../domain/paging/page.ts';
import type { ClusterResolvers } from '../../__generated__/resolvers.ts';
import { isRemoved } from '../../cluster-model.ts';
import { given } from '../../given.ts';
import { clusterId } from '../../ids.ts';
import { labelList } from '../../labels.ts';
import type { ClusterKindModel } from '../../models.ts';
import { connectionOfRecords, connectionOver } from '../../paging/connection.ts';
import { pageByName } from '../../paging/page-by-name.ts';
import { appsWithin } from '../apps/apps-within.ts';
import { environmentsWithin } from '../tenancy/environments-within.ts';

const nothing: Page<never> = { edges: [], hasNextPage: false, hasPreviousPage: false, totalCount: 0 };

export const Cluster: ClusterResolvers = {
  id: (cluster) => clusterId(cluster.id),
  name: (cluster) => (isRemoved(cluster) ? cluster.id : cluster.name),
  uid: (cluster) => (isRemoved(cluster) ? null : cluster.state.uid),
  labels: (cluster) => (isRemoved(cluster) ? [] : labelList(cluster.definition.labels)),
  status: (cluster) => (isRemoved(cluster) ? 'DISABLED' : cluster.state.status),
  statusMessage: (cluster) => (isRemoved(cluster) ? 'This cluster is no longer registered.' : cluster.state.message),
  kubernetesVersion: (cluster) => (isRemoved(cluster) ? null : cluster.state.kubernetesVersion),
  freshness: (cluster) => (isRemoved(cluster) ? { observedAt: null, stale: true } : cluster.freshness),
  gap: (cluster) => (isRemoved(cluster) || cluster.state.gap === null ? null : { cluster, ...cluster.state.gap }),
  nodeCount: (cluster) =>
    isRemoved(cluster) || cluster.nodes.availability.status !== 'SYNCED' ? null : cluster.nodes.size,
  nodes: (cluster, page) =>
    isRemoved(cluster)
      ? connectionOfRecords(nothing)
      : connectionOver(
          [cluster],
          pageByName(
            `nodes of ${cluster.id}`,
            Array.from(cluster.nodes.all(), (node) => ({ cluster, node })),
            ({ node }) => node.meta.name,
            page,
          ),
        ),
  kinds: (cluster) => (isRemoved(cluster) ? [] : kindsOf(cluster)),
  environments: (cluster, page, { fleet }) =>
    isRemoved(cluster)
      ? connectionOfRecords(nothing)
      : environmentsWithin(fleet, {}, { clusters: [cluster.name] }, page),
  apps: (cluster, args, { fleet }) =>
    isRemoved(cluster)
      ? connectionOfRecords(nothing)
      : appsWithin(fleet, given(args.filter), { clusters: [cluster.name] }, args),
};

function kindsOf(cluster: ClusterSource): readonly ClusterKindModel[] {
  return [
    { kind: 'Namespace', cache: cluster.namespaces },
    { kind: 'Node', cache: cluster.nodes },
    { kind: 'Deployment', cache: cluster.workloads.DEPLOYMENT },
    { kind: 'StatefulSet', cache: cluster.workloads.STATEFUL_SET },
    { kind: 'DaemonSet', cache: cluster.workloads.DAEMON_SET },
    { kind: 'ReplicaSet', cache: cluster.replicaSets },
    { kind: 'ControllerRevision', cache: cluster.controllerRevisions },
    { kind: 'Pod', cache: cluster.pods },
    { kind: 'Event', cache: cluster.events },
    { kind: 'HorizontalPodAutoscaler', cache: cluster.autoscalers },
  ];
}
