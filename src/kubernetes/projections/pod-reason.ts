import type { PodFacts, StateFacts, StatusFacts } from './pod-facts.ts';

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
export function podReason(pod: PodFacts, ready: boolean, isDeleted: boolean): PodReason {
  const { conditions } = pod;
  const phase = pod.phase ?? 'Unknown';
  let words: Words = { reason: pod.reason ?? phase, message: pod.message };

  const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
  const unscheduled = scheduled?.status === 'False' ? scheduled.reason : null;
  if (scheduled !== undefined && (unscheduled === 'SchedulingGated' || unscheduled === 'Unschedulable')) {
    words = { reason: unscheduled, message: scheduled.message };
  }

  const init = initWords(pod);
  if (init.words !== null) words = init.words;
  let { restarts } = init;
  const initialized = conditions.some(({ type, status }) => type === 'Initialized' && status === 'True');
  if (init.words === null || initialized) {
    restarts = init.sidecarRestarts + sumOfRestarts(pod.statuses);
    words = containerWords(pod.statuses, ready) ?? words;
  }

  if (isDeleted) {
    if (pod.reason === 'NodeLost') words = { reason: 'Unknown', message: words.message };
    else if (phase !== 'Succeeded' && phase !== 'Failed') words = { reason: 'Terminating', message: words.message };
  }
  return words.reason === 'Running' ? { reason: null, message: null, restarts } : { ...words, restarts };
}

function initWords({ initContainers, initStatuses }: PodFacts): {
  readonly words: Words | null;
  readonly restarts: number;
  readonly sidecarRestarts: number;
} {
  if (initStatuses.length === 0) return none;
  const isSidecar = (status: StatusFacts): boolean =>
    initContainers.some((each) => each.name === status.name && each.restartable);
  let words: Words | null = null;
  for (const [index, status] of initStatuses.entries()) {
    const { terminated, waiting } = status;
    if (terminated?.exitCode === 0) continue;
    if (isSidecar(status) && status.started) continue;
    const waitingReason = waiting?.reason ?? null;
    if (terminated !== null) words = { reason: `Init:${terminationReason(terminated)}`, message: terminated.message };
    else if (waiting !== null && waitingReason !== null && waitingReason !== 'PodInitializing') {
      words = { reason: `Init:${waitingReason}`, message: waiting.message };
    } else words = { reason: `Init:${index}/${initContainers.length}`, message: null };
    break;
  }
  return {
    words,
    restarts: sumOfRestarts(initStatuses),
    sidecarRestarts: sumOfRestarts(initStatuses.filter(isSidecar)),
  };
}

const none = { words: null, restarts: 0, sidecarRestarts: 0 };

/** From the last container to the first: the first one's words win. Null where all run. */
function containerWords(statuses: readonly StatusFacts[], ready: boolean): Words | null {
  let words: Words | null = null;
  let anyRuns = false;
  for (let index = statuses.length - 1; index >= 0; index -= 1) {
    const status = statuses[index];
    if (status === undefined) continue;
    const { terminated, waiting, running } = status;
    if (waiting !== null && waiting.reason !== null) words = { reason: waiting.reason, message: waiting.message };
    else if (terminated !== null) words = { reason: terminationReason(terminated), message: terminated.message };
    else if (status.ready && running !== null) anyRuns = true;
  }
  if (words?.reason === 'Completed' && anyRuns) return { reason: ready ? 'Running' : 'NotReady', message: null };
  return words;
}

function terminationReason({ reason, signal, exitCode }: StateFacts): string {
  if (reason !== null) return reason;
  return (signal ?? 0) === 0 ? `ExitCode:${exitCode ?? 0}` : `Signal:${signal}`;
}

function sumOfRestarts(statuses: readonly StatusFacts[]): number {
  return statuses.reduce((sum, { restarts }) => sum + restarts, 0);
}
