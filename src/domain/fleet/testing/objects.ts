import type {
  ClusterNode,
  HorizontalPodAutoscaler,
  KubernetesEvent,
  Namespace,
} from '../../workloads/cluster-objects.ts';
import type { ObjectMeta } from '../../workloads/object-meta.ts';
import type { PodTemplate } from '../../workloads/pod-template.ts';
import type { Container, Pod } from '../../workloads/pod.ts';
import type { RevisionRecord } from '../../workloads/revision-record.ts';
import type { Workload, WorkloadKind, WorkloadStatus } from '../../workloads/workload.ts';

/** Fixtures: objects as the caches hold them, with sound defaults for whatever a test does not care about. */

/** 2026-01-01T00:00:00Z. */
export const start = 1_767_225_600_000;

export function meta(name: string, overrides: Partial<ObjectMeta> = {}): ObjectMeta {
  return {
    uid: `uid-${overrides.namespace ?? 'acme-prod'}-${name}`,
    name,
    namespace: 'acme-prod',
    resourceVersion: '1',
    generation: 1,
    createdAt: start,
    deletionRequestedAt: null,
    labels: {},
    annotations: {},
    controller: null,
    ...overrides,
  };
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): Namespace {
  return { meta: meta(name, { uid: `uid-ns-${name}`, namespace: '', labels }), terminating: false };
}

/** A machine of 4 cores and 16 GiB. */
export function node(
  name: string,
  overrides: Partial<Omit<ClusterNode, 'meta'>> = {},
  uid = `uid-${name}`,
): ClusterNode {
  const allocatable = { cpu: 4, memory: 2 ** 34 };
  return { ready: true, schedulable: true, allocatable, ...overrides, meta: meta(name, { uid, namespace: '' }) };
}

/** An autoscaler of the Deployment, 1 to 3 replicas, that has not looked yet. */
export function autoscaler(
  name: string,
  deployment: string,
  overrides: Partial<Omit<HorizontalPodAutoscaler, 'meta'>> & { readonly meta?: Partial<ObjectMeta> } = {},
): HorizontalPodAutoscaler {
  const { meta: metaOverrides, ...rest } = overrides;
  return {
    target: { kind: 'Deployment', name: deployment },
    minReplicas: 1,
    maxReplicas: 3,
    currentReplicas: null,
    desiredReplicas: null,
    lastScaledAt: null,
    metrics: [],
    conditions: [],
    ...rest,
    meta: meta(name, metaOverrides ?? {}),
  };
}

export function template(image: string): PodTemplate {
  return {
    digest: `digest-of-${image}`,
    image,
    containers: [{ name: 'main', main: true, image, env: [], requests: null, limits: null }],
  };
}

type WorkloadOverrides = Partial<Omit<Workload, 'meta' | 'status' | 'kind'>> & {
  readonly meta?: Partial<ObjectMeta>;
  readonly status?: Partial<WorkloadStatus>;
  readonly image?: string;
};

/** A workload that is rolled out, with one replica of `app:1` unless told otherwise. */
export function workload(name: string, kind: WorkloadKind = 'DEPLOYMENT', overrides: WorkloadOverrides = {}): Workload {
  const { meta: metaOverrides, status, image, ...rest } = overrides;
  const desired = overrides.desired ?? 1;
  const revision = `${name}-1`;
  return {
    kind,
    desired,
    template: template(image ?? 'app:1'),
    paused: false,
    progressDeadlineSeconds: kind === 'DEPLOYMENT' ? 600 : null,
    strategy: 'ROLLING_UPDATE',
    partition: 0,
    minReadySeconds: 0,
    revision: kind === 'DEPLOYMENT' ? 1 : null,
    ...rest,
    meta: meta(name, { uid: `uid-${metaOverrides?.namespace ?? 'acme-prod'}-${kind}-${name}`, ...metaOverrides }),
    status: {
      observedGeneration: metaOverrides?.generation ?? 1,
      current: desired,
      updated: desired,
      ready: desired,
      available: desired,
      conditions: [],
      currentRevision: kind === 'STATEFUL_SET' ? revision : null,
      updateRevision: kind === 'STATEFUL_SET' ? revision : null,
      ...status,
    },
  };
}

/** A ReplicaSet or ControllerRevision of the workload. */
export function revisionOf(
  owner: Workload,
  number: number,
  overrides: Partial<Omit<RevisionRecord, 'meta'>> & { readonly meta?: Partial<ObjectMeta> } = {},
): RevisionRecord {
  const kinds = { DEPLOYMENT: 'Deployment', STATEFUL_SET: 'StatefulSet', DAEMON_SET: 'DaemonSet' };
  const { meta: metaOverrides, ...rest } = overrides;
  const name = `${owner.meta.name}-${number}`;
  return {
    number,
    template: owner.template,
    changeCause: null,
    replicas: owner.kind === 'DEPLOYMENT' ? owner.desired : 0,
    failure: null,
    ...rest,
    meta: meta(name, {
      uid: `${owner.meta.uid}-rev-${number}`,
      namespace: owner.meta.namespace,
      controller: { apiVersion: 'apps/v1', kind: kinds[owner.kind], name: owner.meta.name, uid: owner.meta.uid },
      labels: owner.kind === 'DAEMON_SET' ? { 'controller-revision-hash': String(number) } : {},
      ...metaOverrides,
    }),
  };
}

export function container(overrides: Partial<Container> = {}): Container {
  return {
    name: 'main',
    image: 'app:1',
    init: false,
    state: 'RUNNING',
    ready: true,
    reason: null,
    message: null,
    exitCode: null,
    restarts: 0,
    startedAt: start,
    lastTermination: null,
    requests: null,
    limits: null,
    ...overrides,
  };
}

/** A running, ready pod; `owner` is its ReplicaSet, StatefulSet or DaemonSet. */
export function pod(
  name: string,
  owner: { readonly kind: string; readonly meta: ObjectMeta },
  overrides: Partial<Omit<Pod, 'meta'>> & { readonly meta?: Partial<ObjectMeta> } = {},
): Pod {
  const { meta: metaOverrides, ...rest } = overrides;
  return {
    nodeName: 'node-1',
    phase: 'RUNNING',
    ready: true,
    reason: null,
    message: null,
    restarts: 0,
    containers: [container()],
    revisionHash: null,
    ...rest,
    meta: meta(name, {
      namespace: owner.meta.namespace,
      uid: `uid-pod-${owner.meta.namespace}-${name}`,
      controller: { apiVersion: 'apps/v1', kind: owner.kind, name: owner.meta.name, uid: owner.meta.uid },
      ...metaOverrides,
    }),
  };
}

/** An event about the object. */
export function event(
  about: { readonly meta: ObjectMeta },
  reason: string,
  message: string,
  at: number,
  overrides: Partial<Omit<KubernetesEvent, 'meta'>> = {},
): KubernetesEvent {
  return {
    type: reason.startsWith('Successful') ? 'Normal' : 'Warning',
    reason,
    message,
    count: 1,
    firstSeenAt: at,
    lastSeenAt: at,
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: about.meta.namespace,
      name: about.meta.name,
      uid: about.meta.uid,
    },
    ...overrides,
    meta: meta(`${about.meta.name}.${reason}.${at}`, {
      uid: `uid-event-${about.meta.uid}-${reason}-${at}-${message.length}`,
      namespace: about.meta.namespace,
      createdAt: overrides.firstSeenAt ?? at,
    }),
  };
}
