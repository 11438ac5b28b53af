import { creationFailure } from '../fleet/creation-failure.ts';
import { currentPods, currentRevision, podsOf } from '../fleet/current-revision.ts';
import type { AppInstance } from '../fleet/fleet-model.ts';
import { podTrouble } from '../fleet/pod-trouble.ts';
import type { PodTrouble, PodTroubleKind } from '../fleet/pod-trouble.ts';
import type { Problem, ProblemCode } from '../problem.ts';
import type { KubernetesEvent } from '../workloads/cluster-objects.ts';
import type { Pod } from '../workloads/pod.ts';
import type { RevisionRecord } from '../workloads/revision-record.ts';

/** What is looked at to tell whether a rollout can still succeed. */
export interface EvidenceInput {
  readonly instance: AppInstance;
  /** Pods of the new revision. */
  readonly pods: readonly Pod[];
  /** Events about one object, by its uid. */
  readonly eventsAbout: (uid: string) => readonly KubernetesEvent[];
  /** The new revision: a ReplicaSet, which holds the failure to create pods, or a ControllerRevision. */
  readonly revision: RevisionRecord | null;
  /** Whether pods of the workload are on their way out: what they still hold (quota, room on nodes) will be freed. */
  readonly freeing: boolean;
}

export interface EvidenceOptions {
  /**
   * When the change was written, in milliseconds since the epoch: what is older proves nothing about it.
   * Kubernetes tells times in whole seconds, so the floor is rounded down to one.
   */
  readonly floor: number;
  readonly now: number;
  /**
   * When `freeing` was last seen true; absent: never. Quota counts as exceeded only when an attempt after that failed: what the
   * old pods held comes back when they are gone, and the controller tries again late.
   */
  readonly freedAt?: number;
}

/** Something that keeps a rollout from its end. */
export interface Trouble {
  readonly problem: Problem;
  /** When it began, as far as can be told, but never before the floor. */
  readonly since: number;
  /** From when on it proves failure; until then it may pass by itself. Infinity: while pods are being removed. */
  readonly provenAt: number;
}

/** How long something that may pass by itself (quota just freed, no node yet, a first pull error) has to last to be a proof. */
export const settleMs = 8_000;

/** Collects from the caches of the instance's cluster what `findEvidence` looks at. */
export function gatherEvidence(instance: AppInstance): EvidenceInput {
  const { cluster } = instance;
  const revision = currentRevision(instance);
  return {
    instance,
    pods: currentPods(instance, revision),
    eventsAbout: (uid) => cluster.events.about(uid),
    revision: revision ?? null,
    freeing: podsOf(instance).some((pod) => pod.meta.deletionRequestedAt !== null),
  };
}

/**
 * The problem that proves, now, that the rollout of the new revision cannot succeed; null while nothing does. Ask again when
 * pods or events change, and (since some things prove failure only by lasting) every second or so.
 */
export function findEvidence(
  input: EvidenceInput,
  options: EvidenceOptions,
): { readonly problem: Problem; readonly since: number } | null {
  const trouble = findTrouble(input, options);
  return trouble !== null && trouble.provenAt <= options.now
    ? { problem: trouble.problem, since: trouble.since }
    : null;
}

/** As `findEvidence`, at once, also for what may still pass by itself: what a person is warned of. The earliest proof first. */
export function findTrouble(input: EvidenceInput, options: EvidenceOptions): Trouble | null {
  const floor = Math.floor(options.floor / 1000) * 1000;
  let worst: Trouble | null = null;
  for (const trouble of [...creationTroubles(input, floor, options.freedAt), ...podTroubles(input, floor)]) {
    if (worst === null || trouble.provenAt < worst.provenAt) worst = trouble;
  }
  return worst;
}

function* creationTroubles(input: EvidenceInput, floor: number, freedAt?: number): Generator<Trouble> {
  const { instance, revision } = input;
  const { workload } = instance;
  const deployment = workload.kind === 'DEPLOYMENT';
  // A Deployment's pods are made by its ReplicaSet, which has a condition too; the others tell it by events alone.
  const owner = deployment ? revision?.meta.uid : workload.meta.uid;
  const events = owner === undefined ? [] : input.eventsAbout(owner);
  const created = Math.max(0, ...events.filter((event) => event.reason === 'SuccessfulCreate').map(lastSeen));
  const failed = events.filter(
    (event) => event.reason === 'FailedCreate' && lastSeen(event) >= floor && lastSeen(event) >= created,
  );
  const latest = failed.reduce<KubernetesEvent | null>(
    (best, event) => (best === null || lastSeen(event) >= lastSeen(best) ? event : best),
    null,
  );
  const tried = freedAt === undefined || (latest !== null && lastSeen(latest) > freedAt);
  if (deployment) {
    const failure = revision?.failure ?? null;
    if (revision !== null && failure !== null && (latest !== null || revision.meta.createdAt >= floor)) {
      const since = Math.max(floor, latest === null ? revision.meta.createdAt : earliest(failed));
      yield creationTrouble(input, failure.message, since, tried);
    }
    const progressing = workload.status.conditions.find((condition) => condition.type === 'Progressing');
    const at = progressing?.lastUpdateAt ?? progressing?.lastTransitionAt ?? 0;
    if (progressing?.reason === 'ReplicaSetCreateError' && at >= floor) {
      yield creationTrouble(input, progressing.message, at, true);
    }
  } else if (latest !== null && !allPodsExist(input)) {
    yield creationTrouble(input, latest.message, Math.max(floor, earliest(failed)), tried);
  }
}

/** An event outlives what it tells of: where every pod exists, none fails to be created. */
function allPodsExist({ instance, pods }: EvidenceInput): boolean {
  return pods.filter((pod) => pod.meta.deletionRequestedAt === null).length >= instance.workload.desired;
}

function creationTrouble(input: EvidenceInput, message: string, since: number, tried: boolean): Trouble {
  const failure = creationFailure(message);
  const waiting = (input.freeing || !tried) && failure.code === 'QUOTA_EXCEEDED';
  return {
    problem: problem(input.instance, failure.code, failure.message, failure.code === 'UNAVAILABLE'),
    since,
    provenAt: waiting ? Number.POSITIVE_INFINITY : since + (failure.certain ? 0 : settleMs),
  };
}

const codes: Readonly<Record<PodTroubleKind, ProblemCode>> = {
  IMAGE_PULL: 'IMAGE_PULL_FAILED',
  CRASH_LOOP: 'CRASH_LOOP',
  CONFIGURATION: 'INVALID',
  UNSCHEDULABLE: 'UNSCHEDULABLE',
};

/** Reasons of the events that tell the same as the pod's own status, by which a pod from before the floor counts. */
const telling: Readonly<Record<PodTroubleKind, readonly string[]>> = {
  IMAGE_PULL: ['BackOff', 'Failed', 'InspectFailed', 'ErrImageNeverPull'],
  CRASH_LOOP: ['BackOff', 'Failed'],
  CONFIGURATION: ['Failed'],
  UNSCHEDULABLE: ['FailedScheduling'],
};

function* podTroubles(input: EvidenceInput, floor: number): Generator<Trouble> {
  for (const pod of input.pods) {
    const trouble = podTrouble(pod);
    if (trouble === null) continue;
    const events = input.eventsAbout(pod.meta.uid).filter((event) => lastSeen(event) >= floor);
    const told = events.filter((event) => telling[trouble.kind].includes(event.reason));
    if (pod.meta.createdAt < floor && told.length === 0) continue;
    const since = Math.max(floor, pod.meta.createdAt, told.length === 0 ? 0 : earliest(told));
    yield {
      problem: problem(input.instance, codes[trouble.kind], trouble.message, trouble.kind === 'UNSCHEDULABLE'),
      since,
      provenAt: trouble.certain ? since : since + patience(trouble, events, input.freeing),
    };
  }
}

/** A pod without a node is no proof while room is being made: by pods that end, or by an autoscaler that adds nodes. */
function patience(trouble: PodTrouble, events: readonly KubernetesEvent[], freeing: boolean): number {
  if (trouble.kind !== 'UNSCHEDULABLE') return settleMs;
  const scalingUp = events.some((event) => event.reason === 'TriggeredScaleUp' || event.reason === 'Nominated');
  return freeing || scalingUp ? Number.POSITIVE_INFINITY : settleMs;
}

function problem(instance: AppInstance, code: ProblemCode, words: string, retryable: boolean): Problem {
  const { cluster, workload } = instance;
  const message = `${cluster.name}/${workload.meta.namespace}: ${words}`;
  return { code, message, retryable, path: null, clusterId: cluster.id };
}

function lastSeen(event: KubernetesEvent): number {
  return event.lastSeenAt ?? event.firstSeenAt ?? event.meta.createdAt;
}

function earliest(events: readonly KubernetesEvent[]): number {
  return Math.min(...events.map((event) => event.firstSeenAt ?? event.meta.createdAt));
}
