import type { Model } from './encode-protobuf.ts';
import { replicas } from './filling.ts';
import { managedFields } from './managed-fields.ts';
import { podTemplateSpec } from './pod-spec-model.ts';
import { holes } from './template.ts';

const created = '2026-03-02T09:30:00Z';
const changed = '2026-03-02T09:31:12Z';

const appLabels = {
  'app.kubernetes.io/name': holes.app,
  'app.kubernetes.io/part-of': holes.tenant,
  'app.kubernetes.io/managed-by': 'pipeline',
};
const selector = { matchLabels: { 'app.kubernetes.io/name': holes.app } };

export function namespaceModel(): Model {
  const labels = {
    'kubernetes.io/metadata.name': holes.namespace,
    'tenantry.dev/tenant': holes.tenant,
    'tenantry.dev/environment': holes.environment,
  };
  return {
    metadata: {
      name: holes.namespace,
      uid: holes.uid,
      resourceVersion: holes.resourceVersion,
      creationTimestamp: created,
      labels,
      managedFields: [managedFields('kubectl-create', 'v1', created, { metadata: { labels: { ...labels } } })],
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

/** A namespace that every cluster has, and that nobody deploys to. */
export function systemNamespaceModel(name: string): Model {
  return {
    metadata: {
      name,
      uid: holes.uid,
      resourceVersion: holes.resourceVersion,
      creationTimestamp: created,
      labels: { 'kubernetes.io/metadata.name': name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

/** How a Deployment looks: its rollout is over, or goes on. */
export function deploymentModel(look: 'complete' | 'progressing', generation: number): Model {
  const complete = look === 'complete';
  const annotations = { 'deployment.kubernetes.io/revision': holes.revision };
  const labels = { ...appLabels, 'load.tenantry.dev/sequence': holes.sequence };
  const spec = {
    replicas,
    selector,
    template: { metadata: { labels: appLabels }, spec: podTemplateSpec() },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
    revisionHistoryLimit: 1,
    progressDeadlineSeconds: 600,
  };
  const status = {
    observedGeneration: generation,
    replicas,
    updatedReplicas: complete ? replicas : 1,
    ...(complete ? {} : { unavailableReplicas: 1 }),
    readyReplicas: complete ? replicas : replicas - 1,
    availableReplicas: complete ? replicas : replicas - 1,
    terminatingReplicas: 0,
    conditions: [
      {
        type: 'Available',
        status: 'True',
        lastUpdateTime: changed,
        lastTransitionTime: changed,
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      },
      {
        type: 'Progressing',
        status: 'True',
        lastUpdateTime: changed,
        lastTransitionTime: created,
        reason: complete ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
        message: complete
          ? `ReplicaSet "${holes.app}-${holes.hash}" has successfully progressed.`
          : `ReplicaSet "${holes.app}-${holes.hash}" is progressing.`,
      },
    ],
  };
  return {
    metadata: {
      name: holes.app,
      namespace: holes.namespace,
      uid: holes.uid,
      resourceVersion: holes.resourceVersion,
      generation,
      creationTimestamp: created,
      labels,
      annotations,
      managedFields: [
        managedFields('pipeline', 'apps/v1', created, { metadata: { labels }, spec }),
        managedFields('kube-controller-manager', 'apps/v1', changed, { metadata: { annotations }, status }, 'status'),
      ],
    },
    spec,
    status,
  };
}

/** How a ReplicaSet looks: all its pods are ready, none is yet, or it has none any more. */
export function replicaSetModel(look: 'serving' | 'starting' | 'empty'): Model {
  const wanted = look === 'empty' ? 0 : replicas;
  const ready = look === 'serving' ? { readyReplicas: replicas, availableReplicas: replicas } : {};
  const labels = { ...appLabels, 'pod-template-hash': holes.hash };
  const annotations = {
    'deployment.kubernetes.io/desired-replicas': String(replicas),
    'deployment.kubernetes.io/max-replicas': String(replicas + 1),
    'deployment.kubernetes.io/revision': holes.revision,
  };
  const ownerReferences = [ownerOf('Deployment', holes.app)];
  const spec = {
    replicas: wanted,
    selector: { matchLabels: { ...selector.matchLabels, 'pod-template-hash': holes.hash } },
    template: { metadata: { labels }, spec: podTemplateSpec() },
  };
  const status = {
    replicas: wanted,
    ...(wanted > 0 && { fullyLabeledReplicas: wanted }),
    ...ready,
    terminatingReplicas: 0,
    observedGeneration: look === 'empty' ? 2 : 1,
  };
  return {
    metadata: {
      name: `${holes.app}-${holes.hash}`,
      namespace: holes.namespace,
      uid: holes.uid,
      resourceVersion: holes.resourceVersion,
      generation: look === 'empty' ? 2 : 1,
      creationTimestamp: created,
      labels,
      annotations,
      ownerReferences,
      managedFields: [
        managedFields('kube-controller-manager', 'apps/v1', created, {
          metadata: { annotations, labels, ownerReferences },
          spec,
        }),
        managedFields('kube-controller-manager', 'apps/v1', changed, { status }, 'status'),
      ],
    },
    spec,
    status,
  };
}

/** A reference to the controller that made an object. */
export function ownerOf(kind: string, name: string): Model {
  return { apiVersion: 'apps/v1', kind, name, uid: holes.ownerUid, controller: true, blockOwnerDeletion: true };
}
