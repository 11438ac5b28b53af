import type { Container, Pod, PodPhase } from '../../domain/workloads/pod.ts';
import type { JsonObject } from '../../lib/json.ts';
import { projectMeta } from './object-meta.ts';
import { isRestartable, podReason } from './pod-reason.ts';
import { projectRequirements } from './pod-template.ts';
import { freeze, isObject, numberOf, objectOf, objectsOf, textOf, timeOf } from './read.ts';

const phases: Readonly<Record<string, PodPhase>> = {
  Pending: 'PENDING',
  Running: 'RUNNING',
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
};

/** @throws ProjectionError */
export function projectPod(raw: JsonObject): Pod {
  const meta = projectMeta(raw);
  const spec = objectOf(raw['spec']);
  const status = objectOf(raw['status']);
  const ready = objectsOf(status['conditions']).some((each) => each['type'] === 'Ready' && each['status'] === 'True');
  const { reason, message, restarts } = podReason(raw, ready);
  return freeze({
    meta,
    nodeName: textOf(spec['nodeName']),
    phase: phases[textOf(status['phase']) ?? ''] ?? 'UNKNOWN',
    ready,
    reason,
    message,
    restarts,
    containers: [
      ...projectContainers(spec['initContainers'], status['initContainerStatuses'], true),
      ...projectContainers(spec['containers'], status['containerStatuses'], false),
    ],
    revisionHash: meta.labels['controller-revision-hash'] ?? meta.labels['pod-template-hash'] ?? null,
  });
}

function projectContainers(
  specs: JsonObject[string],
  statuses: JsonObject[string],
  init: boolean,
): readonly Container[] {
  const known = objectsOf(statuses);
  return objectsOf(specs).map((spec) => {
    const status = known.find((each) => each['name'] === spec['name']) ?? {};
    return projectContainer(spec, status, init && !isRestartable(spec));
  });
}

function projectContainer(spec: JsonObject, status: JsonObject, init: boolean): Container {
  const { running, waiting, terminated } = objectOf(status['state']);
  const now = isObject(terminated) ? terminated : isObject(running) ? running : objectOf(waiting);
  const last = objectOf(status['lastState'])['terminated'];
  const { requests, limits } = projectRequirements(objectOf(spec['resources']));
  return {
    name: textOf(spec['name']) ?? '',
    image: textOf(spec['image']) ?? '',
    init,
    state: isObject(terminated) ? 'TERMINATED' : isObject(running) ? 'RUNNING' : 'WAITING',
    ready: status['ready'] === true,
    reason: textOf(now['reason']),
    message: textOf(now['message']),
    exitCode: numberOf(now['exitCode']),
    restarts: numberOf(status['restartCount']) ?? 0,
    startedAt: timeOf(now['startedAt']),
    requests,
    limits,
    lastTermination: isObject(last)
      ? {
          reason: textOf(last['reason']) ?? '',
          message: textOf(last['message']) ?? '',
          exitCode: numberOf(last['exitCode']) ?? 0,
        }
      : null,
  };
}
