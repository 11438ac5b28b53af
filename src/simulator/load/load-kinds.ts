import { appsPerNamespace, fillingOf, replicas } from './filling.ts';
import type { Home } from './filling.ts';
import type { Model } from './encode-protobuf.ts';
import { deploymentModel, namespaceModel, replicaSetModel, systemNamespaceModel } from './models.ts';
import { podModel } from './pod-model.ts';
import type { Row } from './kind-log.ts';
import type { Filling } from './template.ts';

/** A kind that load clusters serve. Of those without looks there are no objects. */
export interface LoadKind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** The ways in which an object of the kind can look; a row names one of them by its index. */
  readonly looks: readonly ((generation: number) => Model)[];
  fill(home: Home, row: Row): Filling;
}

/** Indexes of the looks of a kind. */
export const looks = {
  pod: { running: 0, restarted: 1, crashing: 2 },
  deployment: { complete: 0, progressing: 1 },
  replicaSet: { serving: 0, starting: 1, empty: 2 },
} as const;

/** What every cluster has, behind the namespaces of its environments. */
const systemNamespaces = ['kube-system', 'default'];

export const namespaceKind: LoadKind = {
  ...core('namespaces', 'Namespace', false),
  looks: [namespaceModel, ...systemNamespaces.map((name) => () => systemNamespaceModel(name))],
  fill: (home, row) => fillingOf(home, row, { kind: 'namespace', app: row.slot * appsPerNamespace }),
};

/** What the namespace of a row is called. */
export function namespaceName(home: Home, row: Row): string {
  return systemNamespaces[row.look - 1] ?? namespaceKind.fill(home, row).namespace;
}

export const deploymentKind: LoadKind = {
  ...apps('deployments', 'Deployment'),
  looks: [
    (generation) => deploymentModel('complete', generation),
    (generation) => deploymentModel('progressing', generation),
  ],
  fill: (home, row) => fillingOf(home, row, { kind: 'deployment', app: row.slot }),
};

/** Two for each Deployment: of the present revision and of the one before. */
export const replicaSetKind: LoadKind = {
  ...apps('replicasets', 'ReplicaSet'),
  looks: (['serving', 'starting', 'empty'] as const).map((look) => () => replicaSetModel(look)),
  fill: (home, row) => fillingOf(home, row, { kind: 'replicaSet', app: row.slot >> 1 }),
};

export const podKind: LoadKind = {
  ...core('pods', 'Pod'),
  looks: (['running', 'restarted', 'crashing'] as const).map((look) => () => podModel(look)),
  fill: (home, row) => fillingOf(home, row, { kind: 'pod', app: Math.floor(row.slot / replicas) }),
};

/** What else is asked for: served, and empty. */
const emptyKinds: readonly LoadKind[] = [
  core('nodes', 'Node', false),
  core('events', 'Event'),
  apps('statefulsets', 'StatefulSet'),
  apps('daemonsets', 'DaemonSet'),
  apps('controllerrevisions', 'ControllerRevision'),
  empty('autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'),
];

export const loadKinds: readonly LoadKind[] = [namespaceKind, deploymentKind, replicaSetKind, podKind, ...emptyKinds];

/** Such as `apps/v1`, or `v1` of the core group. */
export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}

function core(plural: string, kind: string, namespaced = true): LoadKind {
  return empty('', 'v1', plural, kind, namespaced);
}

function apps(plural: string, kind: string): LoadKind {
  return empty('apps', 'v1', plural, kind);
}

function empty(group: string, version: string, plural: string, kind: string, namespaced = true): LoadKind {
  return {
    group,
    version,
    plural,
    kind,
    namespaced,
    looks: [],
    fill: (home, row) => fillingOf(home, row, { kind: 'namespace', app: 0 }),
  };
}
