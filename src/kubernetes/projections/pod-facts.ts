import type { Resources } from '../../domain/workloads/pod-template.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { projectRequirements } from './pod-template.ts';
import { isObject, numberOf, objectOf, objectsOf, textOf, timeOf } from './read.ts';

/** What is looked at of a pod beside its metadata, whatever it was read from. Texts are null where they are empty, too. */
export interface PodFacts {
  readonly nodeName: string | null;
  readonly phase: string | null;
  readonly reason: string | null;
  readonly message: string | null;
  readonly conditions: readonly ConditionFacts[];
  readonly initContainers: readonly ContainerFacts[];
  readonly containers: readonly ContainerFacts[];
  readonly initStatuses: readonly StatusFacts[];
  readonly statuses: readonly StatusFacts[];
}

export interface ConditionFacts {
  readonly type: string | null;
  readonly status: string | null;
  readonly reason: string | null;
  readonly message: string | null;
}

/** A container as the pod's specification has it. */
export interface ContainerFacts {
  readonly name: string | null;
  readonly image: string | null;
  /** Whether it is a sidecar: an init container that keeps running. */
  readonly restartable: boolean;
  readonly resources: { readonly requests: Resources | null; readonly limits: Resources | null };
}

/** A container as the pod's status has it. */
export interface StatusFacts {
  readonly name: string | null;
  readonly ready: boolean;
  readonly started: boolean;
  readonly restarts: number;
  readonly waiting: StateFacts | null;
  readonly running: StateFacts | null;
  readonly terminated: StateFacts | null;
  /** How its previous run ended. */
  readonly last: StateFacts | null;
}

/** Null for what this state has not, or does not say. */
export interface StateFacts {
  readonly reason: string | null;
  readonly message: string | null;
  readonly exitCode: number | null;
  readonly signal: number | null;
  readonly startedAt: number | null;
}

export function podFactsOf(raw: JsonObject): PodFacts {
  const spec = objectOf(raw['spec']);
  const status = objectOf(raw['status']);
  return {
    nodeName: textOf(spec['nodeName']),
    phase: textOf(status['phase']),
    reason: textOf(status['reason']),
    message: textOf(status['message']),
    conditions: objectsOf(status['conditions']).map((each) => ({
      type: textOf(each['type']),
      status: textOf(each['status']),
      reason: textOf(each['reason']),
      message: textOf(each['message']),
    })),
    initContainers: objectsOf(spec['initContainers']).map(containerFacts),
    containers: objectsOf(spec['containers']).map(containerFacts),
    initStatuses: objectsOf(status['initContainerStatuses']).map(statusFacts),
    statuses: objectsOf(status['containerStatuses']).map(statusFacts),
  };
}

function containerFacts(raw: JsonObject): ContainerFacts {
  return {
    name: textOf(raw['name']),
    image: textOf(raw['image']),
    restartable: raw['restartPolicy'] === 'Always',
    resources: projectRequirements(objectOf(raw['resources'])),
  };
}

function statusFacts(raw: JsonObject): StatusFacts {
  const { waiting, running, terminated } = objectOf(raw['state']);
  return {
    name: textOf(raw['name']),
    ready: raw['ready'] === true,
    started: raw['started'] === true,
    restarts: numberOf(raw['restartCount']) ?? 0,
    waiting: stateFacts(waiting),
    running: stateFacts(running),
    terminated: stateFacts(terminated),
    last: stateFacts(objectOf(raw['lastState'])['terminated']),
  };
}

function stateFacts(raw: Json | undefined): StateFacts | null {
  if (!isObject(raw)) return null;
  return {
    reason: textOf(raw['reason']),
    message: textOf(raw['message']),
    exitCode: numberOf(raw['exitCode']),
    signal: numberOf(raw['signal']),
    startedAt: timeOf(raw['startedAt']),
  };
}
