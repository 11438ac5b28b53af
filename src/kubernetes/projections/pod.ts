import type { ObjectMeta } from '../../domain/workloads/object-meta.ts';
import type { Container, Pod, PodPhase } from '../../domain/workloads/pod.ts';
import type { JsonObject } from '../../lib/json.ts';
import { projectMeta } from './object-meta.ts';
import { podFactsOf } from './pod-facts.ts';
import type { ContainerFacts, PodFacts, StatusFacts } from './pod-facts.ts';
import { podReason } from './pod-reason.ts';

const phases: ReadonlyMap<string, PodPhase> = new Map([
  ['Pending', 'PENDING'],
  ['Running', 'RUNNING'],
  ['Succeeded', 'SUCCEEDED'],
  ['Failed', 'FAILED'],
]);

/** @throws ProjectionError */
export function projectPod(raw: JsonObject): Pod {
  return podOf(projectMeta(raw), podFactsOf(raw));
}

/** What the graph needs of a pod. */
export function podOf(meta: ObjectMeta, facts: PodFacts): Pod {
  const ready = facts.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  const { reason, message, restarts } = podReason(facts, ready, meta.deletionRequestedAt !== null);
  // Not pushed one by one: then the array would have room for 17, which all pods together pay dearly.
  const main = facts.containers.map((each) => containerOf(each, facts.statuses, false));
  const containers =
    facts.initContainers.length === 0
      ? main
      : facts.initContainers.map((each) => containerOf(each, facts.initStatuses, !each.restartable)).concat(main);
  return Object.freeze({
    meta,
    nodeName: facts.nodeName,
    phase: phases.get(facts.phase ?? '') ?? 'UNKNOWN',
    ready,
    reason,
    message,
    restarts,
    containers: Object.freeze(containers),
    revisionHash: revisionHashOf(meta),
  });
}

/** Which revision a pod was made from, by its labels. */
export function revisionHashOf({ labels }: ObjectMeta): string | null {
  return labels['controller-revision-hash'] ?? labels['pod-template-hash'] ?? null;
}

function containerOf(spec: ContainerFacts, statuses: readonly StatusFacts[], init: boolean): Container {
  const status = statuses.find(({ name }) => name === spec.name);
  const terminated = status?.terminated ?? null;
  const running = status?.running ?? null;
  const now = terminated ?? running ?? status?.waiting ?? null;
  const last = status?.last ?? null;
  return Object.freeze({
    name: spec.name ?? '',
    image: spec.image ?? '',
    init,
    state: terminated !== null ? 'TERMINATED' : running !== null ? 'RUNNING' : 'WAITING',
    ready: status?.ready ?? false,
    reason: now?.reason ?? null,
    message: now?.message ?? null,
    exitCode: now?.exitCode ?? null,
    restarts: status?.restarts ?? 0,
    startedAt: now?.startedAt ?? null,
    requests: spec.resources.requests,
    limits: spec.resources.limits,
    lastTermination:
      last === null
        ? null
        : Object.freeze({ reason: last.reason ?? '', message: last.message ?? '', exitCode: last.exitCode ?? 0 }),
  });
}
