import type { ObjectMeta } from '../../domain/workloads/object-meta.ts';
import type { Condition, Workload, WorkloadKind, WorkloadStatus } from '../../domain/workloads/workload.ts';
import type { JsonObject } from '../../lib/json.ts';
import { projectMeta } from './object-meta.ts';
import { projectTemplateOf } from './pod-template.ts';
import { numberOf, objectOf, objectsOf, textOf, timeOf } from './read.ts';

/**
 * A Deployment, StatefulSet or DaemonSet of apps/v1.
 * @param templateOf what makes the template of `spec.template`
 * @throws ProjectionError
 */
export function projectWorkload(kind: WorkloadKind, raw: JsonObject, templateOf = projectTemplateOf): Workload {
  const meta = projectMeta(raw);
  const spec = objectOf(raw['spec']);
  const status = objectOf(raw['status']);
  return Object.freeze({
    meta,
    kind,
    desired:
      kind === 'DAEMON_SET' ? (numberOf(status['desiredNumberScheduled']) ?? 0) : (numberOf(spec['replicas']) ?? 1),
    template: templateOf(spec['template']),
    paused: kind === 'DEPLOYMENT' && spec['paused'] === true,
    progressDeadlineSeconds:
      kind === 'DEPLOYMENT' ? (numberOf(spec['progressDeadlineSeconds']) ?? defaultDeadlineSeconds) : null,
    strategy: strategyOf(textOf(objectOf(spec[kind === 'DEPLOYMENT' ? 'strategy' : 'updateStrategy'])['type'])),
    partition:
      kind === 'STATEFUL_SET'
        ? (numberOf(objectOf(objectOf(spec['updateStrategy'])['rollingUpdate'])['partition']) ?? 0)
        : 0,
    minReadySeconds: numberOf(spec['minReadySeconds']) ?? 0,
    status: Object.freeze(kind === 'DAEMON_SET' ? daemonSetStatus(status) : replicaStatus(kind, status)),
    revision: kind === 'DEPLOYMENT' ? revisionOf(meta) : null,
  });
}

/** Of a Deployment that says none. */
export const defaultDeadlineSeconds = 600;

/** By the `type` of a strategy. */
export function strategyOf(type: string | null): Workload['strategy'] {
  if (type === 'Recreate') return 'RECREATE';
  return type === 'OnDelete' ? 'ON_DELETE' : 'ROLLING_UPDATE';
}

/** The number that the controller of Deployments gave to the present template; null while it gave none. */
export function revisionOf({ annotations }: ObjectMeta): number | null {
  const revision = Number(annotations['deployment.kubernetes.io/revision'] ?? Number.NaN);
  return Number.isNaN(revision) ? null : revision;
}

function replicaStatus(kind: WorkloadKind, status: JsonObject): WorkloadStatus {
  return {
    observedGeneration: numberOf(status['observedGeneration']) ?? 0,
    current: numberOf(status['replicas']) ?? 0,
    updated: numberOf(status['updatedReplicas']) ?? 0,
    ready: numberOf(status['readyReplicas']) ?? 0,
    available: numberOf(status['availableReplicas']) ?? 0,
    conditions: projectConditions(status),
    currentRevision: kind === 'STATEFUL_SET' ? textOf(status['currentRevision']) : null,
    updateRevision: kind === 'STATEFUL_SET' ? textOf(status['updateRevision']) : null,
  };
}

function daemonSetStatus(status: JsonObject): WorkloadStatus {
  return {
    observedGeneration: numberOf(status['observedGeneration']) ?? 0,
    current: numberOf(status['currentNumberScheduled']) ?? 0,
    updated: numberOf(status['updatedNumberScheduled']) ?? 0,
    ready: numberOf(status['numberReady']) ?? 0,
    available: numberOf(status['numberAvailable']) ?? 0,
    conditions: projectConditions(status),
    currentRevision: null,
    updateRevision: null,
  };
}

/** `status.conditions`. */
export function projectConditions(status: JsonObject): readonly Condition[] {
  return Object.freeze(objectsOf(status['conditions']).map(projectCondition));
}

function projectCondition(raw: JsonObject): Condition {
  return Object.freeze({
    type: textOf(raw['type']) ?? '',
    status: raw['status'] === 'True' || raw['status'] === 'False' ? raw['status'] : 'Unknown',
    reason: textOf(raw['reason']) ?? '',
    message: textOf(raw['message']) ?? '',
    lastTransitionAt: timeOf(raw['lastTransitionTime']),
    lastUpdateAt: timeOf(raw['lastUpdateTime']),
  });
}
