import type { JsonObject } from '../../lib/json.ts';
import { isObject, numberOf, objectOf, objectsOf, textOf } from './read.ts';

/** What `kubectl get pods` shows in STATUS and RESTARTS; `reason` null where that is `Running`. */
export interface PodReason {
  readonly reason: string | null;
  readonly message: string | null;
  readonly restarts: number;
}

interface Words {
  readonly reason: string;
  readonly message: string | null;
}

/**
 * Follows kubectl's printer, step by step, with one more word: a pod that no node can take is `Unschedulable`, not `Pending`.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/printers/internalversion/printers.go (printPod)
 */
export function podReason(raw: JsonObject, ready: boolean): PodReason {
  const status = objectOf(raw['status']);
  const conditions = objectsOf(status['conditions']);
  const phase = textOf(status['phase']) ?? 'Unknown';
  let words: Words = { reason: textOf(status['reason']) ?? phase, message: textOf(status['message']) };

  const scheduled = conditions.find((each) => each['type'] === 'PodScheduled');
  const unscheduled = scheduled?.['status'] === 'False' ? textOf(scheduled['reason']) : null;
  if (scheduled !== undefined && (unscheduled === 'SchedulingGated' || unscheduled === 'Unschedulable')) {
    words = { reason: unscheduled, message: textOf(scheduled['message']) };
  }

  const init = initWords(raw);
  if (init.words !== null) words = init.words;
  let { restarts } = init;
  const initialized = conditions.some((each) => each['type'] === 'Initialized' && each['status'] === 'True');
  if (init.words === null || initialized) {
    const containers = objectsOf(status['containerStatuses']);
    restarts = init.sidecarRestarts + sumOfRestarts(containers);
    words = containerWords(containers, ready) ?? words;
  }

  const metadata = objectOf(raw['metadata']);
  if (metadata['deletionTimestamp'] !== undefined && metadata['deletionTimestamp'] !== null) {
    if (status['reason'] === 'NodeLost') words = { reason: 'Unknown', message: words.message };
    else if (phase !== 'Succeeded' && phase !== 'Failed') words = { reason: 'Terminating', message: words.message };
  }
  return words.reason === 'Running' ? { reason: null, message: null, restarts } : { ...words, restarts };
}

/** Whether it is a sidecar: an init container that keeps running. */
export function isRestartable(initContainer: JsonObject): boolean {
  return initContainer['restartPolicy'] === 'Always';
}

function initWords(raw: JsonObject): {
  readonly words: Words | null;
  readonly restarts: number;
  readonly sidecarRestarts: number;
} {
  const specs = objectsOf(objectOf(raw['spec'])['initContainers']);
  const statuses = objectsOf(objectOf(raw['status'])['initContainerStatuses']);
  const isSidecar = (status: JsonObject): boolean =>
    specs.some((spec) => spec['name'] === status['name'] && isRestartable(spec));
  let words: Words | null = null;
  for (const [index, status] of statuses.entries()) {
    const { terminated, waiting } = objectOf(status['state']);
    if (isObject(terminated) && terminated['exitCode'] === 0) continue;
    if (isSidecar(status) && status['started'] === true) continue;
    const waitingReason = isObject(waiting) ? textOf(waiting['reason']) : null;
    if (isObject(terminated))
      words = { reason: `Init:${terminationReason(terminated)}`, message: textOf(terminated['message']) };
    else if (isObject(waiting) && waitingReason !== null && waitingReason !== 'PodInitializing') {
      words = { reason: `Init:${waitingReason}`, message: textOf(waiting['message']) };
    } else words = { reason: `Init:${index}/${specs.length}`, message: null };
    break;
  }
  return { words, restarts: sumOfRestarts(statuses), sidecarRestarts: sumOfRestarts(statuses.filter(isSidecar)) };
}

/** From the last container to the first: the first one's words win. Null where all run. */
function containerWords(statuses: readonly JsonObject[], ready: boolean): Words | null {
  let words: Words | null = null;
  let anyRuns = false;
  for (const status of statuses.toReversed()) {
    const { terminated, waiting, running } = objectOf(status['state']);
    const waitingReason = isObject(waiting) ? textOf(waiting['reason']) : null;
    if (isObject(waiting) && waitingReason !== null)
      words = { reason: waitingReason, message: textOf(waiting['message']) };
    else if (isObject(terminated))
      words = { reason: terminationReason(terminated), message: textOf(terminated['message']) };
    else if (status['ready'] === true && isObject(running)) anyRuns = true;
  }
  if (words?.reason === 'Completed' && anyRuns) return { reason: ready ? 'Running' : 'NotReady', message: null };
  return words;
}

function terminationReason(terminated: JsonObject): string {
  const reason = textOf(terminated['reason']);
  if (reason !== null) return reason;
  const signal = numberOf(terminated['signal']) ?? 0;
  return signal === 0 ? `ExitCode:${numberOf(terminated['exitCode']) ?? 0}` : `Signal:${signal}`;
}

function sumOfRestarts(statuses: readonly JsonObject[]): number {
  return statuses.reduce((sum, status) => sum + (numberOf(status['restartCount']) ?? 0), 0);
}
