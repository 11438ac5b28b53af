import type { HorizontalPodAutoscaler, KubeEvent, Namespace, Node, ResourceQuota } from './other-kinds.ts';
import type { Pod } from './pod.ts';
import type { ControllerRevision, DaemonSet, Deployment, ReplicaSet, StatefulSet } from './workloads.ts';

/** Which type the objects of a resource have. */
export interface ResourceTypes {
  namespaces: Namespace;
  nodes: Node;
  pods: Pod;
  events: KubeEvent;
  resourcequotas: ResourceQuota;
  deployments: Deployment;
  replicasets: ReplicaSet;
  statefulsets: StatefulSet;
  daemonsets: DaemonSet;
  controllerrevisions: ControllerRevision;
  horizontalpodautoscalers: HorizontalPodAutoscaler;
}

export type ResourceName = keyof ResourceTypes;

/** A resource that the simulated API serves. */
export interface Resource {
  readonly name: ResourceName;
  readonly singular: string;
  readonly kind: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly Subresource[];
}

export interface Subresource {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly verbs: readonly string[];
}

const read = ['get', 'list', 'watch'];
const change = ['get', 'list', 'patch', 'watch'];
const scale: Subresource = { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get'] };
const log: Subresource = { name: 'log', kind: 'Pod', group: '', version: 'v1', verbs: ['get'] };

function core(name: ResourceName, kind: string, shortNames: readonly string[], rest: Partial<Resource> = {}): Resource {
  return {
    name,
    singular: kind.toLowerCase(),
    kind,
    group: '',
    version: 'v1',
    namespaced: true,
    shortNames,
    categories: [],
    verbs: read,
    subresources: [],
    ...rest,
  };
}

function apps(name: ResourceName, kind: string, shortNames: readonly string[], rest: Partial<Resource> = {}): Resource {
  return core(name, kind, shortNames, { group: 'apps', categories: ['all'], ...rest });
}

/** Everything that is served, with exactly the verbs that work. */
export const resources: readonly Resource[] = [
  core('events', 'Event', ['ev']),
  core('namespaces', 'Namespace', ['ns'], { namespaced: false }),
  core('nodes', 'Node', ['no'], { namespaced: false }),
  core('pods', 'Pod', ['po'], { categories: ['all'], subresources: [log] }),
  core('resourcequotas', 'ResourceQuota', ['quota']),
  apps('controllerrevisions', 'ControllerRevision', [], { categories: [] }),
  apps('daemonsets', 'DaemonSet', ['ds'], { verbs: change }),
  apps('deployments', 'Deployment', ['deploy'], { verbs: change, subresources: [scale] }),
  apps('replicasets', 'ReplicaSet', ['rs']),
  apps('statefulsets', 'StatefulSet', ['sts'], { verbs: change, subresources: [scale] }),
  core('horizontalpodautoscalers', 'HorizontalPodAutoscaler', ['hpa'], {
    group: 'autoscaling',
    version: 'v2',
    categories: ['all'],
  }),
];

/** `deployments.apps`, or `pods` for the core group. */
export function groupResource(resource: { readonly name: string; readonly group: string }): string {
  return resource.group === '' ? resource.name : `${resource.name}.${resource.group}`;
}

/** `apps/v1`, or `v1` for the core group. */
export function groupVersion(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}
