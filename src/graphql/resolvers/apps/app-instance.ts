import { currentRevision } from '../../../domain/fleet/current-revision.ts';
import type { AppInstanceResolvers } from '../../__generated__/resolvers.ts';
import { labelList } from '../../labels.ts';
import { usageOfInstance } from '../usage/usage-of.ts';
import { autoscalerOf } from './autoscaler-of.ts';

export const AppInstance: AppInstanceResolvers = {
  namespace: ({ workload }) => workload.meta.namespace,
  kind: ({ workload }) => workload.kind,
  name: ({ workload }) => workload.meta.name,
  uid: ({ workload }) => workload.meta.uid,
  labels: ({ workload }) => labelList(workload.meta.labels),
  image: ({ workload }) => workload.template.image,
  containers: ({ cluster, workload }) => {
    const home = { cluster, namespace: workload.meta.namespace };
    return workload.template.containers.map((spec) => ({ spec, home }));
  },
  replicas: ({ workload }) => ({
    desired: workload.desired,
    current: workload.status.current,
    updated: workload.status.updated,
    ready: workload.status.ready,
    available: workload.status.available,
  }),
  health: (instance, _args, { fleet }) => fleet.instanceHealth(instance),
  paused: ({ workload }) => workload.paused,
  revision: (instance) => instance.workload.revision ?? currentRevision(instance)?.number ?? null,
  managedBy: (instance, _args, { fleet }) => fleet.manager(instance),
  autoscaler: (instance, _args, { fleet }) => autoscalerOf(instance, fleet),
  usage: (instance, _args, { fleet }) => usageOfInstance(instance, fleet),
  createdAt: ({ workload }) => workload.meta.createdAt,
  freshness: ({ cluster, workload }) => cluster.workloads[workload.kind].freshness,
};
