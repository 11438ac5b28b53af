import type { CachedObject } from '../domain/clusters/cached-kind.ts';
import type { KubernetesEvent } from '../domain/workloads/cluster-objects.ts';
import type { WorkloadKind } from '../domain/workloads/workload.ts';
import type { JsonObject } from '../lib/json.ts';
import type { Retention } from './cache/kind-store.ts';
import { messageType } from './protobuf/kind-messages.ts';
import type { MessageType } from './protobuf/message-type.ts';
import { projectAutoscaler } from './projections/autoscaler.ts';
import { projectEvent, projectNamespace, projectNode } from './projections/cluster-objects.ts';
import { projectPod } from './projections/pod.ts';
import { projectControllerRevision, projectReplicaSet } from './projections/revision-record.ts';
import { projectWorkload } from './projections/workload.ts';
import type { ResourceType } from './transport/paths.ts';

/**
 * A kind that the caches hold: the one door into them. Whoever adds a kind says where it lives and what of it is kept;
 * listing, watching, indexes, gaps and freshness come with that.
 */
export interface KindDefinition<T extends CachedObject> {
  readonly type: ResourceType;
  /** An optional kind that a cluster does not serve is no gap: there is nothing to show. */
  readonly optional: boolean;
  /** What is kept of an object, frozen. @throws ProjectionError for what no API server sends. */
  project(raw: JsonObject): T;
  /** How an object reads in protobuf, where API servers offer that: then `project` gets what its JSON would say. */
  readonly message?: MessageType;
  /** Default: everything, found by its controller. */
  readonly retention?: Retention<T>;
}

/** `deployments.apps`: names a kind in messages, metrics and look-ups. */
export function kindName(kind: { readonly type: ResourceType }): string {
  return kind.type.group === '' ? kind.type.plural : `${kind.type.plural}.${kind.type.group}`;
}

function define<T extends CachedObject>(
  group: string,
  version: string,
  plural: string,
  project: (raw: JsonObject) => T,
  message: string,
  more: { readonly optional?: boolean; readonly retention?: Retention<T> } = {},
): KindDefinition<T> {
  const type = { group, version, plural };
  return { type, project, message: messageType(message), ...more, optional: more.optional ?? false };
}

const eventsPerObject = 20;
const eventsPerCluster = 20_000;

function byLastSeen(a: KubernetesEvent, b: KubernetesEvent): number {
  return (a.lastSeenAt ?? 0) - (b.lastSeenAt ?? 0);
}

/** The kinds that the graph itself needs. */
export const builtInKinds = {
  namespaces: define('', 'v1', 'namespaces', projectNamespace, 'Namespace'),
  nodes: define('', 'v1', 'nodes', projectNode, 'Node'),
  pods: define('', 'v1', 'pods', projectPod, 'Pod'),
  events: define('', 'v1', 'events', projectEvent, 'Event', {
    retention: {
      ownerOf: (event) => event.object.uid,
      perOwner: { max: eventsPerObject, order: byLastSeen },
      max: eventsPerCluster,
    },
  }),
  deployments: define('apps', 'v1', 'deployments', (raw) => projectWorkload('DEPLOYMENT', raw), 'Deployment'),
  statefulSets: define('apps', 'v1', 'statefulsets', (raw) => projectWorkload('STATEFUL_SET', raw), 'StatefulSet'),
  daemonSets: define('apps', 'v1', 'daemonsets', (raw) => projectWorkload('DAEMON_SET', raw), 'DaemonSet'),
  replicaSets: define('apps', 'v1', 'replicasets', projectReplicaSet, 'ReplicaSet'),
  controllerRevisions: define('apps', 'v1', 'controllerrevisions', projectControllerRevision, 'ControllerRevision'),
  autoscalers: define('autoscaling', 'v2', 'horizontalpodautoscalers', projectAutoscaler, 'HorizontalPodAutoscaler', {
    optional: true,
  }),
};

/** Where workloads of each kind live. */
export const workloadTypes: Readonly<Record<WorkloadKind, ResourceType>> = {
  DEPLOYMENT: builtInKinds.deployments.type,
  STATEFUL_SET: builtInKinds.statefulSets.type,
  DAEMON_SET: builtInKinds.daemonSets.type,
};
