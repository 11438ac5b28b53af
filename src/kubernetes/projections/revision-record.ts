import type { ObjectMeta } from '../../domain/workloads/object-meta.ts';
import type { PodTemplate } from '../../domain/workloads/pod-template.ts';
import type { RevisionRecord } from '../../domain/workloads/revision-record.ts';
import type { Condition } from '../../domain/workloads/workload.ts';
import type { JsonObject } from '../../lib/json.ts';
import { projectMeta } from './object-meta.ts';
import { projectTemplate, projectTemplateOf } from './pod-template.ts';
import { numberOf, objectOf } from './read.ts';
import { projectConditions, revisionOf } from './workload.ts';

const changeCause = 'kubernetes.io/change-cause';

/** @throws ProjectionError */
export function projectReplicaSet(raw: JsonObject): RevisionRecord {
  const status = objectOf(raw['status']);
  const template = projectTemplateOf(objectOf(raw['spec'])['template']);
  return replicaSetOf(projectMeta(raw), template, numberOf(status['replicas']) ?? 0, projectConditions(status));
}

/** What the graph needs of a ReplicaSet. */
export function replicaSetOf(
  meta: ObjectMeta,
  template: PodTemplate,
  replicas: number,
  conditions: readonly Condition[],
): RevisionRecord {
  const failure = conditions.find((each) => each.type === 'ReplicaFailure' && each.status === 'True');
  return Object.freeze({
    meta,
    number: revisionOf(meta) ?? 0,
    template,
    changeCause: meta.annotations[changeCause] ?? null,
    replicas,
    failure: failure === undefined ? null : Object.freeze({ reason: failure.reason, message: failure.message }),
  });
}

/** @throws ProjectionError */
export function projectControllerRevision(raw: JsonObject): RevisionRecord {
  const meta = projectMeta(raw);
  return Object.freeze({
    meta,
    number: numberOf(raw['revision']) ?? 0,
    template: projectTemplate(templateOf(raw)),
    changeCause: meta.annotations[changeCause] ?? null,
    replicas: 0,
    failure: null,
  });
}

/** The pod template that a ReplicaSet (`spec.template`) or a ControllerRevision (`data.spec.template`) keeps. */
export function templateOf(raw: JsonObject): JsonObject {
  const spec = raw['data'] === undefined ? raw['spec'] : objectOf(raw['data'])['spec'];
  return objectOf(objectOf(spec)['template']);
}
