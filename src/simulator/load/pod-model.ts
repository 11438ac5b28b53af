import type { Model } from './encode-protobuf.ts';
import { managedFields } from './managed-fields.ts';
import { ownerOf } from './models.ts';
import { appImage, appResources, appUser, podTemplateSpec } from './pod-spec-model.ts';
import { holes } from './template.ts';

const created = '2026-03-02T09:30:01Z';
const scheduled = '2026-03-02T09:30:02Z';
const ready = '2026-03-02T09:30:11Z';
const ended = '2026-03-04T15:02:07Z';
const back = '2026-03-04T15:02:17Z';

/** How a pod looks: it runs since it was made, it runs again, or it crashes. The latter two say at which change of the cluster. */
export type PodLook = 'running' | 'restarted' | 'crashing';

/** A pod as a kubelet keeps it. */
export function podModel(look: PodLook): Model {
  const ownerReferences = [ownerOf('ReplicaSet', `${holes.app}-${holes.hash}`)];
  const labels = {
    'app.kubernetes.io/managed-by': 'pipeline',
    'app.kubernetes.io/name': holes.app,
    'app.kubernetes.io/part-of': holes.tenant,
    'pod-template-hash': holes.hash,
  };
  const { volumes, containers, ...template } = podTemplateSpec();
  const written = { ...template, enableServiceLinks: true, volumes, containers };
  const status = podStatus(look);
  return {
    metadata: {
      name: `${holes.app}-${holes.hash}-${holes.suffix}`,
      generateName: `${holes.app}-${holes.hash}-`,
      namespace: holes.namespace,
      uid: holes.uid,
      resourceVersion: holes.resourceVersion,
      generation: 1,
      creationTimestamp: created,
      labels,
      ownerReferences,
      managedFields: [
        managedFields('kube-controller-manager', 'v1', created, {
          metadata: { generateName: '', labels, ownerReferences },
          spec: written,
        }),
        managedFields('kubelet', 'v1', ready, { status }, 'status'),
      ],
    },
    spec: {
      ...template,
      volumes: [...(volumes as readonly Model[]), tokenVolume],
      containers: (containers as readonly Model[]).map((container) => ({
        ...container,
        volumeMounts: [...((container['volumeMounts'] as readonly Model[] | undefined) ?? []), tokenMount],
      })),
      nodeName: holes.node,
      tolerations: ['not-ready', 'unreachable'].map((taint) => ({
        key: `node.kubernetes.io/${taint}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      })),
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status,
  };
}

const tokenVolumeName = 'kube-api-access-7xk2p';
const tokenMount = {
  name: tokenVolumeName,
  readOnly: true,
  mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
};
/** The service account's token, as admission adds it to every pod. */
const tokenVolume = {
  name: tokenVolumeName,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
    defaultMode: 420,
  },
};

function podStatus(look: PodLook): Model {
  const isReady = look !== 'crashing';
  const condition = (type: string, holds: boolean, since: string): Model => ({
    type,
    status: holds ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: since,
    ...(holds ? {} : { reason: 'ContainersNotReady', message: 'containers with unready status: [app]' }),
    observedGeneration: 1,
  });
  return {
    observedGeneration: 1,
    phase: 'Running',
    conditions: [
      condition('PodReadyToStartContainers', true, scheduled),
      condition('Initialized', true, created),
      condition('Ready', isReady, isReady ? ready : ended),
      condition('ContainersReady', isReady, isReady ? ready : ended),
      condition('PodScheduled', true, created),
    ],
    hostIP: '10.0.12.34',
    hostIPs: [{ ip: '10.0.12.34' }],
    podIP: holes.ip,
    podIPs: [{ ip: holes.ip }],
    startTime: created,
    containerStatuses: [containerStatus(look)],
    qosClass: 'Burstable',
  };
}

function containerStatus(look: PodLook): Model {
  const running = { running: { startedAt: look === 'running' ? scheduled : back } };
  const waiting = {
    waiting: {
      reason: 'CrashLoopBackOff',
      message: `back-off 40s restarting failed container=app (change ${holes.sequence})`,
    },
  };
  const terminated = {
    terminated: {
      exitCode: 137,
      reason: 'OOMKilled',
      message: `change ${holes.sequence}`,
      startedAt: scheduled,
      finishedAt: ended,
      containerID,
    },
  };
  return {
    name: 'app',
    state: look === 'crashing' ? waiting : running,
    lastState: look === 'running' ? {} : terminated,
    ready: look !== 'crashing',
    restartCount: look === 'running' ? 0 : look === 'restarted' ? 1 : 2,
    image: appImage,
    imageID: `registry.example.com/${holes.tenant}/${holes.app}@sha256:${digest}`,
    containerID,
    started: look !== 'crashing',
    allocatedResources: appResources.requests,
    resources: appResources,
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app', readOnly: true, recursiveReadOnly: 'Disabled' },
      { name: 'tmp', mountPath: '/tmp' },
      { ...tokenMount, recursiveReadOnly: 'Disabled' },
    ],
    user: { linux: { uid: appUser, gid: 0, supplementalGroups: [0] } },
  };
}

const digest = '3c7ad1e5f0b2c94d86e1f7a5b3908d2c41f6e0a97b58d3c2e4f1a60789bd5e3c';
const containerID = 'containerd://9f2c4d1a7be0835c6f1d2e4a90b7c358d6e1f0a2b4c5d6e7f8091a2b3c4d5e6f';
