import type { ObjectMeta } from '../../domain/workloads/object-meta.ts';
import type { Pod } from '../../domain/workloads/pod.ts';
import { ProjectionError } from '../projections/object-meta.ts';
import type { ConditionFacts, ContainerFacts, PodFacts, StateFacts, StatusFacts } from '../projections/pod-facts.ts';
import { podOf } from '../projections/pod.ts';
import { readTime } from './leaf-messages.ts';
import { readMeta } from './read-meta.ts';
import { noRequirements, readRequirements } from './read-requirements.ts';
import { processTexts, readText } from './short-texts.ts';
import { WireCursor } from './wire-cursor.ts';

const cursor = new WireCursor(Buffer.alloc(0));

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The pod in the bytes from `start` to `end` (exclusive), by the field numbers of `k8s.io/api` core/v1: there are more pods than of
 * anything else, and they change most, so what their JSON would say is not made in between.
 * @see https://github.com/kubernetes/api/blob/v0.37.0/core/v1/generated.proto
 * @throws StreamError for bytes that are no message, ProjectionError
 */
export function readPod(bytes: Buffer, start: number, end: number): Pod {
  let meta: ObjectMeta | null = null;
  const pod: Writable<PodFacts> = {
    nodeName: null,
    phase: null,
    reason: null,
    message: null,
    conditions: none,
    initContainers: none,
    containers: none,
    initStatuses: none,
    statuses: none,
  };
  cursor.bytes = bytes;
  cursor.at = start;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    const field = tag >>> 3;
    if (field === 1) meta = readMeta(cursor, cursor.stopOf(tag & 7, end));
    else if (field === 2) readSpec(pod, cursor.stopOf(tag & 7, end));
    else if (field === 3) readStatus(pod, cursor.stopOf(tag & 7, end));
    else cursor.skip(tag & 7, end);
  }
  if (meta === null) throw new ProjectionError('an object without name or uid');
  return podOf(meta, pod);
}

const none: readonly never[] = [];

/** The list with one more: nearly all hold one, or none. */
function and<T>(list: readonly T[], item: T): readonly T[] {
  return list.length === 0 ? [item] : [...list, item];
}

function readSpec(pod: Writable<PodFacts>, end: number): void {
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    const field = tag >>> 3;
    if (field === 2) pod.containers = and(pod.containers, readContainer(cursor.stopOf(tag & 7, end)));
    else if (field === 20) pod.initContainers = and(pod.initContainers, readContainer(cursor.stopOf(tag & 7, end)));
    else if (field === 10) pod.nodeName = word(tag, end);
    else cursor.skip(tag & 7, end);
  }
}

function readContainer(end: number): ContainerFacts {
  let name: string | null = null;
  let image: string | null = null;
  let resources = noRequirements;
  let restartable = false;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    const field = tag >>> 3;
    if (field === 1) name = word(tag, end);
    else if (field === 2) image = word(tag, end);
    else if (field === 8) {
      const stop = cursor.stopOf(tag & 7, end);
      resources = readRequirements(cursor.bytes, cursor.at, stop);
      cursor.at = stop;
    } else if (field === 24) restartable = word(tag, end) === 'Always';
    else cursor.skip(tag & 7, end);
  }
  return { name, image, restartable, resources };
}

function readStatus(pod: Writable<PodFacts>, end: number): void {
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    switch (tag >>> 3) {
      case 1:
        pod.phase = word(tag, end);
        break;
      case 2:
        addCondition(pod, cursor.stopOf(tag & 7, end));
        break;
      case 3:
        pod.message = text(tag, end);
        break;
      case 4:
        pod.reason = word(tag, end);
        break;
      case 8:
        pod.statuses = and(pod.statuses, readContainerStatus(cursor.stopOf(tag & 7, end)));
        break;
      case 10:
        pod.initStatuses = and(pod.initStatuses, readContainerStatus(cursor.stopOf(tag & 7, end)));
        break;
      default:
        cursor.skip(tag & 7, end);
    }
  }
}

function addCondition(pod: Writable<PodFacts>, end: number): void {
  const condition = readCondition(end);
  if (condition !== null) pod.conditions = and(pod.conditions, condition);
}

/** Null for one that does not count, as most do not: their words are not made. */
function readCondition(end: number): ConditionFacts | null {
  let typeAt = 0;
  let typeEnd = 0;
  let statusAt = 0;
  let statusEnd = 0;
  let reasonAt = 0;
  let reasonEnd = 0;
  let messageAt = 0;
  let messageEnd = 0;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    const field = tag >>> 3;
    if (field !== 1 && field !== 2 && field !== 5 && field !== 6) {
      cursor.skip(tag & 7, end);
      continue;
    }
    const stop = cursor.stopOf(tag & 7, end);
    const { at } = cursor;
    cursor.at = stop;
    if (field === 1) {
      typeAt = at;
      typeEnd = stop;
    } else if (field === 2) {
      statusAt = at;
      statusEnd = stop;
    } else if (field === 5) {
      reasonAt = at;
      reasonEnd = stop;
    } else {
      messageAt = at;
      messageEnd = stop;
    }
  }
  const { bytes } = cursor;
  for (const [type, whenTrue] of countedConditions) {
    if (!isAt(type, bytes, typeAt, typeEnd)) continue;
    if (isAt(isTrue, bytes, statusAt, statusEnd)) return whenTrue;
    const status = processTexts.read(bytes, statusAt, statusEnd) || null;
    const reason = processTexts.read(bytes, reasonAt, reasonEnd) || null;
    return { type: whenTrue.type, status, reason, message: readText(bytes, messageAt, messageEnd) || null };
  }
  return null;
}

const isTrue = Buffer.from('True');
/** By their types. Of one that is True nobody asks why. */
const countedConditions = ['Ready', 'PodScheduled', 'Initialized'].map((type): readonly [Buffer, ConditionFacts] => [
  Buffer.from(type),
  { type, status: 'True', reason: null, message: null },
]);

/** Whether these are the bytes from `start` to `end` (exclusive). */
function isAt(sought: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== sought.length) return false;
  for (let at = 0; at < sought.length; at += 1) if (bytes[start + at] !== sought[at]) return false;
  return true;
}

function readContainerStatus(end: number): StatusFacts {
  const status: Writable<StatusFacts> = {
    name: null,
    ready: false,
    started: false,
    restarts: 0,
    waiting: null,
    running: null,
    terminated: null,
    last: null,
  };
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    switch (tag >>> 3) {
      case 1:
        status.name = word(tag, end);
        break;
      case 2:
        readState(status, cursor.stopOf(tag & 7, end));
        break;
      case 3:
        status.last = readLastState(cursor.stopOf(tag & 7, end));
        break;
      case 4:
        status.ready = number(tag, end) !== 0;
        break;
      case 5:
        status.restarts = number(tag, end);
        break;
      case 9:
        status.started = number(tag, end) !== 0;
        break;
      default:
        cursor.skip(tag & 7, end);
    }
  }
  return status;
}

/** A ContainerState: one of the three. */
function readState(status: Writable<StatusFacts>, end: number): void {
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    const field = tag >>> 3;
    if (field === 1) status.waiting = readWaiting(cursor.stopOf(tag & 7, end));
    else if (field === 2) status.running = readRunning(cursor.stopOf(tag & 7, end));
    else if (field === 3) status.terminated = readTerminated(cursor.stopOf(tag & 7, end));
    else cursor.skip(tag & 7, end);
  }
}

/** A ContainerState, of which only how a run ended counts. */
function readLastState(end: number): StateFacts | null {
  let terminated: StateFacts | null = null;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    if (tag >>> 3 === 3) terminated = readTerminated(cursor.stopOf(tag & 7, end));
    else cursor.skip(tag & 7, end);
  }
  return terminated;
}

function readWaiting(end: number): StateFacts {
  let reason: string | null = null;
  let message: string | null = null;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    if (tag >>> 3 === 1) reason = word(tag, end);
    else if (tag >>> 3 === 2) message = text(tag, end);
    else cursor.skip(tag & 7, end);
  }
  return { reason, message, exitCode: null, signal: null, startedAt: null };
}

function readRunning(end: number): StateFacts {
  let startedAt: number | null = null;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    if (tag >>> 3 === 1) startedAt = time(tag, end);
    else cursor.skip(tag & 7, end);
  }
  return { reason: null, message: null, exitCode: null, signal: null, startedAt };
}

function readTerminated(end: number): StateFacts {
  let exitCode: number | null = null;
  let signal: number | null = null;
  let reason: string | null = null;
  let message: string | null = null;
  let startedAt: number | null = null;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    const field = tag >>> 3;
    if (field === 1) exitCode = number(tag, end);
    else if (field === 2) signal = number(tag, end);
    else if (field === 3) reason = word(tag, end);
    else if (field === 4) message = text(tag, end);
    else if (field === 5) startedAt = time(tag, end);
    else cursor.skip(tag & 7, end);
  }
  return { reason, message, exitCode, signal, startedAt };
}

/** Text that many pods say. */
function word(tag: number, end: number): string | null {
  const stop = cursor.stopOf(tag & 7, end);
  const read = processTexts.read(cursor.bytes, cursor.at, stop);
  cursor.at = stop;
  return read === '' ? null : read;
}

/** Text that hardly any two pods say. */
function text(tag: number, end: number): string | null {
  const stop = cursor.stopOf(tag & 7, end);
  const read = readText(cursor.bytes, cursor.at, stop);
  cursor.at = stop;
  return read === '' ? null : read;
}

function number(tag: number, end: number): number {
  return cursor.intOf(tag & 7, end);
}

function time(tag: number, end: number): number | null {
  const read = readTime(cursor, cursor.stopOf(tag & 7, end));
  return read === null ? null : read.seconds * 1000;
}
