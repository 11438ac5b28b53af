import type { RevisionRecord } from '../../domain/workloads/revision-record.ts';
import type { JsonObject } from '../../lib/json.ts';
import { projectMeta } from './object-meta.ts';
import { projectTemplate } from './pod-template.ts';
import { freeze, numberOf, objectOf } from './read.ts';
import { projectConditions } from './workload.ts';

const changeCause = 'kubernetes.io/change-cause';

/** @throws ProjectionError */
export function projectReplicaSet(raw: JsonObject): RevisionRecord {
  const meta = projectMeta(raw);
  const status = objectOf(raw['status']);
  const failure = projectConditions(status).find((each) => each.type === 'ReplicaFailure' && each.status === 'True');
  const number = Number(meta.annotations['deployment.kubernetes.io/revision'] ?? 0);
  return freeze({
    meta,
    number: Number.isNaN(number) ? 0 : number,
    template: projectTemplate(templateOf(raw)),
    changeCause: meta.annotations[changeCause] ?? null,
    replicas: numberOf(status['replicas']) ?? 0,
    failure: failure === undefined ? null : { reason: failure.reason, message: failure.message },
  });
}

/** @throws ProjectionError */
export function projectControllerRevision(raw: JsonObject): RevisionRecord {
  const meta = projectMeta(raw);
  return freeze({
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
