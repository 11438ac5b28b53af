import type { CachedKind, CachedObject } from './cached-kind.ts';
import type { ClusterSource } from './cluster-source.ts';

/** A kind of a cluster and its cache. */
export interface KindOfCluster {
  /** As Kubernetes names it: `Pod`. */
  readonly kind: string;
  readonly cache: CachedKind<CachedObject>;
}

/** Every kind that is read from a cluster. */
export function kindsOf(cluster: ClusterSource): readonly KindOfCluster[] {
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
