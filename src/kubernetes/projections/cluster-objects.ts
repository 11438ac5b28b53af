import type { ClusterNode, KubernetesEvent, Namespace } from '../../domain/workloads/cluster-objects.ts';
import type { JsonObject } from '../../lib/json.ts';
import { projectMeta } from './object-meta.ts';
import { projectResources } from './pod-template.ts';
import { freeze, numberOf, objectOf, objectsOf, textOf, timeOf } from './read.ts';

/** @throws ProjectionError */
export function projectNamespace(raw: JsonObject): Namespace {
  return freeze({ meta: projectMeta(raw), terminating: objectOf(raw['status'])['phase'] === 'Terminating' });
}

/** @throws ProjectionError */
export function projectNode(raw: JsonObject): ClusterNode {
  const conditions = objectsOf(objectOf(raw['status'])['conditions']);
  return freeze({
    meta: projectMeta(raw),
    ready: conditions.some((each) => each['type'] === 'Ready' && each['status'] === 'True'),
    schedulable: objectOf(raw['spec'])['unschedulable'] !== true,
    allocatable: projectResources(objectOf(raw['status'])['allocatable']) ?? { cpu: null, memory: null },
  });
}

/** A core/v1 Event, by whichever of the two APIs it was written. @throws ProjectionError */
export function projectEvent(raw: JsonObject): KubernetesEvent {
  const about = objectOf(raw['involvedObject']);
  const series = objectOf(raw['series']);
  const eventTime = timeOf(raw['eventTime']);
  const firstSeenAt = timeOf(raw['firstTimestamp']) ?? eventTime;
  return freeze({
    meta: projectMeta(raw),
    type: textOf(raw['type']) ?? 'Normal',
    reason: textOf(raw['reason']) ?? '',
    message: textOf(raw['message']) ?? '',
    count: numberOf(series['count']) ?? numberOf(raw['count']) ?? 1,
    firstSeenAt,
    lastSeenAt: timeOf(series['lastObservedTime']) ?? timeOf(raw['lastTimestamp']) ?? eventTime ?? firstSeenAt,
    object: {
      apiVersion: textOf(about['apiVersion']) ?? '',
      kind: textOf(about['kind']) ?? '',
      namespace: textOf(about['namespace']) ?? '',
      name: textOf(about['name']) ?? '',
      uid: textOf(about['uid']) ?? '',
    },
  });
}
