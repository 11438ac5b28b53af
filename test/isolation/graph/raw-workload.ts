import type { JsonObject } from '../../../src/lib/json.ts';
import type { ModelWorkload } from '../world/model.ts';
import { start } from '../world/moments.ts';

const kinds = { DEPLOYMENT: 'Deployment', STATEFUL_SET: 'StatefulSet', DAEMON_SET: 'DaemonSet' } as const;
const created = new Date(start - 3_600_000).toISOString();

/** A generated workload as an API server would tell it: rolled out, with all of its replicas. */
export function rawWorkload(namespace: string, workload: ModelWorkload): JsonObject {
  const { kind, name, uid, label, manager, replicas } = workload;
  return {
    apiVersion: 'apps/v1',
    kind: kinds[kind],
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: created,
      labels: { note: label, ...(manager !== null && { 'argocd.argoproj.io/instance': manager }) },
      annotations: { 'deployment.kubernetes.io/revision': '2', note: 'kept' },
    },
    spec: { ...(kind !== 'DAEMON_SET' && { replicas }), template: rawTemplate(workload, workload.image) },
    status: {
      observedGeneration: 1,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      desiredNumberScheduled: replicas,
      currentNumberScheduled: replicas,
      updatedNumberScheduled: replicas,
      numberReady: replicas,
      numberAvailable: replicas,
      ...(kind === 'STATEFUL_SET' && { currentRevision: `${name}-2`, updateRevision: `${name}-2` }),
    },
  };
}

/** The workload's revisions, the older one first: the same template with another image. */
export function rawRevisions(namespace: string, workload: ModelWorkload): readonly JsonObject[] {
  return [1, 2].map((number) => {
    const template = rawTemplate(workload, number === 2 ? workload.image : `${workload.image}.old`);
    const { kind, name, uid, cause } = workload;
    return {
      apiVersion: 'apps/v1',
      kind: kind === 'DEPLOYMENT' ? 'ReplicaSet' : 'ControllerRevision',
      metadata: {
        name: `${name}-${number}`,
        namespace,
        uid: revisionUid(uid, number),
        creationTimestamp: created,
        labels: { 'controller-revision-hash': String(number) },
        annotations: { 'deployment.kubernetes.io/revision': String(number), 'kubernetes.io/change-cause': cause },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: kinds[kind], name, uid, controller: true }],
      },
      ...(kind === 'DEPLOYMENT'
        ? { spec: { template }, status: { replicas: number === 2 ? workload.replicas : 0 } }
        : { revision: number, data: { spec: { template } } }),
    };
  });
}

export function revisionUid(uid: string, number: number): string {
  return `${uid.slice(0, -1)}${number}`;
}

function rawTemplate({ name, variable }: ModelWorkload, image: string): JsonObject {
  return {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'main', image, env: [{ name: 'LEVEL', value: variable }] }] },
  };
}
