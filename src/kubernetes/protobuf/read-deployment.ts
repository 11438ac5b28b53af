import type { PodTemplate } from '../../domain/workloads/pod-template.ts';
import type { Workload, WorkloadStatus } from '../../domain/workloads/workload.ts';
import { ProjectionError } from '../projections/object-meta.ts';
import { projectTemplate } from '../projections/pod-template.ts';
import { defaultDeadlineSeconds, revisionOf, strategyOf } from '../projections/workload.ts';
import { conditionReader } from './read-condition.ts';
import { readMeta } from './read-meta.ts';
import { readTemplate } from './read-template.ts';
import { processTexts } from './short-texts.ts';
import { WireCursor } from './wire-cursor.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** DeploymentCondition has its times where no other kind has them. */
const readCondition = conditionReader({ lastUpdate: 6, lastTransition: 7 });
const cursor = new WireCursor(Buffer.alloc(0));

interface Spec {
  desired: number;
  template: PodTemplate | null;
  strategy: string;
  minReadySeconds: number;
  paused: boolean;
  progressDeadlineSeconds: number;
}

/**
 * The Deployment in the bytes from `start` to `end` (exclusive), by the field numbers of `k8s.io/api` apps/v1: what `projectWorkload` would
 * make of its JSON.
 * @see https://github.com/kubernetes/api/blob/v0.37.0/apps/v1/generated.proto
 * @throws StreamError for bytes that are no message, UnknownFieldError, ProjectionError
 */
export function readDeployment(bytes: Buffer, start: number, end: number): Workload {
  let meta: Workload['meta'] | null = null;
  const spec: Spec = {
    desired: 1,
    template: null,
    strategy: '',
    minReadySeconds: 0,
    paused: false,
    progressDeadlineSeconds: defaultDeadlineSeconds,
  };
  const status: Writable<WorkloadStatus> = {
    observedGeneration: 0,
    current: 0,
    updated: 0,
    ready: 0,
    available: 0,
    conditions: none,
    currentRevision: null,
    updateRevision: null,
  };
  cursor.bytes = bytes;
  cursor.at = start;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    const field = tag >>> 3;
    if (field === 1) meta = readMeta(cursor, cursor.stopOf(tag & 7, end));
    else if (field === 2) readSpec(spec, cursor.stopOf(tag & 7, end));
    else if (field === 3) readStatus(status, cursor.stopOf(tag & 7, end));
    else cursor.skip(tag & 7, end);
  }
  Object.freeze(status.conditions);
  if (meta === null) throw new ProjectionError('an object without name or uid');
  return Object.freeze({
    meta,
    kind: 'DEPLOYMENT',
    desired: spec.desired,
    template: spec.template ?? projectTemplate({}),
    paused: spec.paused,
    progressDeadlineSeconds: spec.progressDeadlineSeconds,
    strategy: strategyOf(spec.strategy),
    partition: 0,
    minReadySeconds: spec.minReadySeconds,
    status: Object.freeze(status),
    revision: revisionOf(meta),
  });
}

const none: readonly never[] = Object.freeze([]);

function readSpec(spec: Spec, end: number): void {
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    const field = tag >>> 3;
    if (field === 1) spec.desired = cursor.intOf(tag & 7, end);
    else if (field === 3) {
      const stop = cursor.stopOf(tag & 7, end);
      spec.template = readTemplate(cursor.bytes, cursor.at, stop);
      cursor.at = stop;
    } else if (field === 4) spec.strategy = readStrategy(cursor.stopOf(tag & 7, end));
    else if (field === 5) spec.minReadySeconds = cursor.intOf(tag & 7, end);
    else if (field === 7) spec.paused = cursor.intOf(tag & 7, end) !== 0;
    else if (field === 9) spec.progressDeadlineSeconds = cursor.intOf(tag & 7, end);
    else cursor.skip(tag & 7, end);
  }
}

function readStrategy(end: number): string {
  let type = '';
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    if (tag >>> 3 === 1) {
      const stop = cursor.stopOf(tag & 7, end);
      type = processTexts.read(cursor.bytes, cursor.at, stop);
      cursor.at = stop;
    } else cursor.skip(tag & 7, end);
  }
  return type;
}

function readStatus(status: Writable<WorkloadStatus>, end: number): void {
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    switch (tag >>> 3) {
      case 1:
        status.observedGeneration = cursor.intOf(tag & 7, end);
        break;
      case 2:
        status.current = cursor.intOf(tag & 7, end);
        break;
      case 3:
        status.updated = cursor.intOf(tag & 7, end);
        break;
      case 4:
        status.available = cursor.intOf(tag & 7, end);
        break;
      case 6: {
        const stop = cursor.stopOf(tag & 7, end);
        // Not pushed: then the array would have room for 17.
        status.conditions = [...status.conditions, readCondition(cursor.bytes, cursor.at, stop)];
        cursor.at = stop;
        break;
      }
      case 7:
        status.ready = cursor.intOf(tag & 7, end);
        break;
      default:
        cursor.skip(tag & 7, end);
    }
  }
}
