import type { ObjectMeta } from '../../domain/workloads/object-meta.ts';
import type { PodTemplate } from '../../domain/workloads/pod-template.ts';
import type { RevisionRecord } from '../../domain/workloads/revision-record.ts';
import type { Condition } from '../../domain/workloads/workload.ts';
import { ProjectionError } from '../projections/object-meta.ts';
import { projectTemplate } from '../projections/pod-template.ts';
import { replicaSetOf } from '../projections/revision-record.ts';
import { conditionReader } from './read-condition.ts';
import { readMeta } from './read-meta.ts';
import { readTemplate } from './read-template.ts';
import { WireCursor } from './wire-cursor.ts';

const readCondition = conditionReader({ lastUpdate: null, lastTransition: 3 });
const cursor = new WireCursor(Buffer.alloc(0));

/**
 * The ReplicaSet in the bytes from `start` to `end` (exclusive), by the field numbers of `k8s.io/api` apps/v1: what `projectReplicaSet` would
 * make of its JSON.
 * @see https://github.com/kubernetes/api/blob/v0.37.0/apps/v1/generated.proto
 * @throws StreamError for bytes that are no message, UnknownFieldError, ProjectionError
 */
export function readReplicaSet(bytes: Buffer, start: number, end: number): RevisionRecord {
  let meta: ObjectMeta | null = null;
  let template: PodTemplate | null = null;
  let replicas = 0;
  let conditions = none;
  cursor.bytes = bytes;
  cursor.at = start;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    const field = tag >>> 3;
    if (field !== 1 && field !== 2 && field !== 3) {
      cursor.skip(tag & 7, end);
      continue;
    }
    const stop = cursor.stopOf(tag & 7, end);
    if (field === 1) meta = readMeta(cursor, stop);
    else if (field === 2) template = readSpec(stop) ?? template;
    else {
      while (cursor.at < stop) {
        const inner = cursor.unsigned(stop);
        if (inner >>> 3 === 1) replicas = cursor.intOf(inner & 7, stop);
        else if (inner >>> 3 === 6) {
          const last = cursor.stopOf(inner & 7, stop);
          conditions = [...conditions, readCondition(bytes, cursor.at, last)];
          cursor.at = last;
        } else cursor.skip(inner & 7, stop);
      }
    }
  }
  if (meta === null) throw new ProjectionError('an object without name or uid');
  return replicaSetOf(meta, template ?? projectTemplate({}), replicas, conditions);
}

/** Hardly any ReplicaSet has one. */
const none: readonly Condition[] = Object.freeze([]);

/** Its template is all of a ReplicaSetSpec that counts. */
function readSpec(end: number): PodTemplate | null {
  let template: PodTemplate | null = null;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    if (tag >>> 3 === 3) {
      const stop = cursor.stopOf(tag & 7, end);
      template = readTemplate(cursor.bytes, cursor.at, stop);
      cursor.at = stop;
    } else cursor.skip(tag & 7, end);
  }
  return template;
}
