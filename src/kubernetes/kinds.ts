import type { CachedObject } from '../domain/clusters/cached-kind.ts';
import type { KubernetesEvent } from '../domain/workloads/cluster-objects.ts';
import type { PodTemplate } from '../domain/workloads/pod-template.ts';
import type { Workload, WorkloadKind } from '../domain/workloads/workload.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import type { Retention } from './cache/kind-store.ts';
import type { ObjectTable } from './cache/object-table.ts';
import { createPodTable } from './cache/pod-table.ts';
import { createReplicaSetTable } from './cache/replica-set-table.ts';
import { messageType } from './protobuf/kind-messages.ts';
import type { MessageType } from './protobuf/message-type.ts';
import { processMessages } from './protobuf/message-reader.ts';
import type { ObjectReader } from './protobuf/object-reader.ts';
import { readDeployment } from './protobuf/read-deployment.ts';
import { readPod } from './protobuf/read-pod.ts';
import { readReplicaSet } from './protobuf/read-replica-set.ts';
import { readTemplate } from './protobuf/read-template.ts';
import { projectAutoscaler } from './projections/autoscaler.ts';
import { projectEvent, projectNamespace, projectNode } from './projections/cluster-objects.ts';
import { projectTemplate } from './projections/pod-template.ts';
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
  /** What `project` would make of the message in these bytes, made of them at once: for kinds that there are many of. By `message` where it is not there. */
  readonly read?: ObjectReader<T>;
  /** Default: everything, found by its controller. */
  readonly retention?: Retention<T>;
  /** Makes what the objects of a cluster are held in, for kinds that there are many of. Default: as they came. */
  readonly table?: () => ObjectTable<T>;
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
  more: Pick<KindDefinition<T>, 'read' | 'retention' | 'table'> & { readonly optional?: boolean } = {},
): KindDefinition<T> {
  const type = { group, version, plural };
  return { type, project, message: messageType(message), ...more, optional: more.optional ?? false };
}

function defineWorkload(kind: WorkloadKind, plural: string, message: string): KindDefinition<Workload> {
  const type = messageType(message);
  return define('apps', 'v1', plural, (raw) => projectWorkload(kind, raw), message, {
    read: (bytes, start, end) =>
      projectWorkload(kind, processMessages.read(type, bytes, start, end), (place) => templateAt(bytes, place)),
  });
}

/** The template where a message of another one tells that it lies. */
function templateAt(bytes: Buffer, place: Json | undefined): PodTemplate {
  const [start, end] = (place ?? none) as readonly number[];
  return start === undefined || end === undefined ? projectTemplate({}) : readTemplate(bytes, start, end);
}

const none: readonly never[] = [];

const eventsPerObject = 20;
const eventsPerCluster = 20_000;

function byLastSeen(a: KubernetesEvent, b: KubernetesEvent): number {
  return (a.lastSeenAt ?? 0) - (b.lastSeenAt ?? 0);
}

/** The kinds that the graph itself needs. */
export const builtInKinds = {
  namespaces: define('', 'v1', 'namespaces', projectNamespace, 'Namespace'),
  nodes: define('', 'v1', 'nodes', projectNode, 'Node'),
  pods: define('', 'v1', 'pods', projectPod, 'MetaOnly', { read: readPod, table: createPodTable }),
  events: define('', 'v1', 'events', projectEvent, 'Event', {
    retention: {
      ownerOf: (event) => event.object.uid,
      perOwner: { max: eventsPerObject, order: byLastSeen },
      max: eventsPerCluster,
    },
  }),
  deployments: define('apps', 'v1', 'deployments', (raw) => projectWorkload('DEPLOYMENT', raw), 'MetaOnly', {
    read: readDeployment,
  }),
  statefulSets: defineWorkload('STATEFUL_SET', 'statefulsets', 'StatefulSet'),
  daemonSets: defineWorkload('DAEMON_SET', 'daemonsets', 'DaemonSet'),
  replicaSets: define('apps', 'v1', 'replicasets', projectReplicaSet, 'MetaOnly', {
    read: readReplicaSet,
    table: createReplicaSetTable,
  }),
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
