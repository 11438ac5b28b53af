import type { Container, Pod } from '../workloads/pod.ts';

export type PodTroubleKind = 'IMAGE_PULL' | 'CRASH_LOOP' | 'CONFIGURATION' | 'UNSCHEDULABLE';

/** Why a pod does not become ready, in words that a person can act on. */
export interface PodTrouble {
  readonly kind: PodTroubleKind;
  /** Kubernetes' own word: CrashLoopBackOff, ImagePullBackOff, CreateContainerConfigError, Unschedulable … */
  readonly reason: string;
  readonly message: string;
  /** False where it may still pass by itself within seconds (ErrImagePull before its back-off, no node yet). */
  readonly certain: boolean;
}

/** Waiting reasons of the kubelet, https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/images/types.go */
const pullReasons: Readonly<Record<string, boolean>> = {
  ImagePullBackOff: true,
  InvalidImageName: true,
  ErrImageNeverPull: true,
  ErrImagePull: false,
  ImageInspectError: false,
  RegistryUnavailable: false,
  SignatureValidationFailed: false,
};
const startReasons = new Set([
  'CreateContainerError',
  'RunContainerError',
  'StartError',
  'ContainerCannotRun',
  'PostStartHookError',
]);
const longestMessage = 500;

/** The worst trouble of a pod, or null. A pod that is being deleted or has ended has none. */
export function podTrouble(pod: Pod): PodTrouble | null {
  if (pod.meta.deletionRequestedAt !== null || pod.phase === 'SUCCEEDED' || pod.phase === 'FAILED') return null;
  let uncertain: PodTrouble | null = null;
  for (const container of pod.containers) {
    const trouble = containerTrouble(pod, container);
    if (trouble?.certain === true) return trouble;
    uncertain ??= trouble;
  }
  if (uncertain !== null) return uncertain;
  return pod.reason === 'Unschedulable' && pod.nodeName === null ? unschedulable(pod) : null;
}

function containerTrouble(pod: Pod, container: Container): PodTrouble | null {
  if (container.state === 'RUNNING') return null;
  const reason = container.reason ?? '';
  const pull = pullReasons[reason];
  if (container.state === 'WAITING' && pull !== undefined) {
    return {
      kind: 'IMAGE_PULL',
      reason,
      certain: pull,
      message:
        `image "${container.image}" of ${nameOf(pod, container)} cannot be pulled (${reason})` +
        `${because(container.message)}. Check that the image exists under this name and tag and that the cluster may pull it.`,
    };
  }
  if (container.state === 'WAITING' && reason === 'CreateContainerConfigError') {
    return {
      kind: 'CONFIGURATION',
      reason,
      certain: false,
      message:
        `${nameOf(pod, container)} cannot be configured${because(container.message)}. ` +
        'Create what is missing, or correct the reference to it.',
    };
  }
  if (startReasons.has(reason)) {
    return {
      kind: 'CRASH_LOOP',
      reason,
      certain: true,
      message: `${nameOf(pod, container)} cannot start (${reason})${because(container.message)}.`,
    };
  }
  if (reason === 'CrashLoopBackOff') {
    return { kind: 'CRASH_LOOP', reason, certain: true, message: crashWords(pod, container) };
  }
  return null;
}

/** What the container itself said last explains a crash; the kubelet's "back-off 40s restarting" does not. */
function crashWords(pod: Pod, container: Container): string {
  const last = container.lastTermination;
  const restarts = `${container.restarts} ${container.restarts === 1 ? 'restart' : 'restarts'}`;
  const prefix = `${nameOf(pod, container)} keeps crashing`;
  if (last === null) return `${prefix} (${restarts})${because(container.message)}.`;
  const how = `exit code ${last.exitCode}${last.reason === '' || last.reason === 'Error' ? '' : `, ${last.reason}`}, ${restarts}`;
  if (last.reason === 'OOMKilled') {
    return `${prefix} (${how}): it used more memory than its limit allows. Raise the limit, or make it use less.`;
  }
  return last.message.trim() === ''
    ? `${prefix} (${how}) and leaves no message: read its log.`
    : `${prefix} (${how})${because(last.message)}`;
}

function unschedulable(pod: Pod): PodTrouble {
  return {
    kind: 'UNSCHEDULABLE',
    reason: 'Unschedulable',
    certain: false,
    message:
      `no node can take pod "${pod.meta.name}"${because(pod.message)}. ` +
      'Lower its requests, relax its constraints, or add nodes.',
  };
}

function nameOf(pod: Pod, container: Container): string {
  return `${container.init ? 'init container' : 'container'} "${container.name}" of pod "${pod.meta.name}"`;
}

/** `: message`, on one line, bounded, without a full stop at its end; nothing where there is no message. */
export function because(message: string | null): string {
  const text = (message ?? '').replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
  if (text === '') return '';
  return `: ${text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text}`;
}
