import type { ContainerState, ContainerStatus, Pod } from '../objects/pod.ts';
import { timestamp } from '../objects/timestamp.ts';
import type { ContainerLifecycle, Seconds } from './lifecycle.ts';

/** What the kubelet tells about a container. */
export interface ContainerEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** What happens to a container next, and when. */
export interface Step {
  /** After how long in the present state. */
  readonly after: Seconds;
  /** The state that follows (the same where only events are told). */
  readonly apply: (now: number) => { readonly status: ContainerStatus; readonly events: readonly ContainerEvent[] };
}

/** What the kubelet remembers of a container beside its status. */
export interface ContainerMemory {
  /** How often in a row the image could not be pulled. */
  readonly pullFailures: number;
}

const longestBackOff = 300;

/** The status of a container that has not begun. */
export function creating(name: string, image: string): ContainerStatus {
  const state: ContainerState = { waiting: { reason: 'ContainerCreating' } };
  return { name, state, lastState: {}, ready: false, restartCount: 0, image, imageID: '', started: false };
}

/** The next step of a container; undefined where it stays as it is. */
export function nextStep(
  pod: Pod,
  status: ContainerStatus,
  lifecycle: ContainerLifecycle,
  memory: ContainerMemory,
): Step | undefined {
  const { waiting, running, terminated } = status.state;
  if (waiting !== undefined) return fromWaiting(pod, status, waiting.reason, lifecycle, memory);
  if (running !== undefined) return fromRunning(status, running.startedAt, lifecycle);
  if (terminated === undefined) return undefined;
  // The first restart is at once; from the second crash on the kubelet backs off.
  return status.restartCount === 0 ? restart(status, 1) : { after: 1, apply: () => backOff(pod, status) };
}

function fromWaiting(
  pod: Pod,
  status: ContainerStatus,
  reason: string,
  lifecycle: ContainerLifecycle,
  memory: ContainerMemory,
): Step | undefined {
  const { pull = 1, pullError } = lifecycle;
  switch (reason) {
    case 'ContainerCreating':
      if (/\s/.test(status.image)) return { after: 0.2, apply: () => invalidName(pod, status) };
      return pullError === undefined
        ? start(status, pull)
        : { after: pull, apply: () => pullFailed(status, pullError) };
    case 'ErrImagePull':
      return { after: 3, apply: () => pullBackOff(status) };
    case 'ImagePullBackOff': {
      const wait = Math.min(10 * 2 ** Math.max(memory.pullFailures - 1, 0), longestBackOff);
      return pullError === undefined
        ? start(status, wait)
        : { after: wait, apply: () => pullFailed(status, pullError) };
    }
    case 'CrashLoopBackOff':
      return restart(status, backOffSeconds(status));
    default:
      return undefined;
  }
}

function fromRunning(status: ContainerStatus, startedAt: string, lifecycle: ContainerLifecycle): Step | undefined {
  const { ready = 1, crash, probeMessage = 'HTTP probe failed with statuscode: 503' } = lifecycle;
  const crashes = crash !== undefined && crash !== null;
  // A container that crashes before it would be ready never is.
  if (!status.ready && ready !== null && (!crashes || upper(ready) < lower(crash.after))) {
    return { after: ready, apply: () => ({ status: { ...status, ready: true }, events: [] }) };
  }
  if (crashes) {
    return {
      after: crash.after,
      apply: (now) => {
        const { exitCode, reason = 'Error', message } = crash;
        const terminated = {
          exitCode,
          reason,
          ...(message === undefined ? {} : { message }),
          startedAt,
          finishedAt: timestamp(now),
          ...(status.containerID === undefined ? {} : { containerID: status.containerID }),
        };
        return { status: { ...status, state: { terminated }, ready: false, started: false }, events: [] };
      },
    };
  }
  if (status.ready) return undefined;
  const message = `Readiness probe failed: ${probeMessage}`;
  return { after: 10, apply: () => ({ status, events: [{ type: 'Warning', reason: 'Unhealthy', message }] }) };
}

function lower(seconds: Seconds): number {
  return typeof seconds === 'number' ? seconds : seconds[0];
}

function upper(seconds: Seconds): number {
  return typeof seconds === 'number' ? seconds : seconds[1];
}

function running(status: ContainerStatus, now: number): ContainerStatus {
  const containerID = `containerd://${status.name}-${status.restartCount}-${Math.floor(now)}`;
  return { ...status, state: { running: { startedAt: timestamp(now) } }, ready: false, started: true, containerID };
}

const started: readonly ContainerEvent[] = [
  { type: 'Normal', reason: 'Created', message: 'Container created' },
  { type: 'Normal', reason: 'Started', message: 'Container started' },
];

function start(status: ContainerStatus, after: Seconds): Step {
  return {
    after,
    apply: (now) => {
      const pulled: ContainerEvent = {
        type: 'Normal',
        reason: 'Pulled',
        message: `Successfully pulled image "${status.image}"`,
      };
      const imageID = `${status.image.split(':')[0] ?? ''}@sha256:simulated`;
      return { status: { ...running(status, now), imageID }, events: [pulled, ...started] };
    },
  };
}

function restart(status: ContainerStatus, after: Seconds): Step {
  return {
    after,
    apply: (now) => {
      const lastState =
        status.state.terminated === undefined ? status.lastState : { terminated: status.state.terminated };
      const message = `Container image "${status.image}" already present on machine and can be accessed by the pod`;
      const next = running({ ...status, lastState, restartCount: status.restartCount + 1 }, now);
      return { status: next, events: [{ type: 'Normal', reason: 'Pulled', message }, ...started] };
    },
  };
}

function backOffSeconds(status: ContainerStatus): number {
  return Math.min(10 * 2 ** Math.min(Math.max(status.restartCount - 1, 0), 10), longestBackOff);
}

function backOff(pod: Pod, status: ContainerStatus): ReturnType<Step['apply']> {
  const { name, namespace = '', uid } = pod.metadata;
  const where = `${name}_${namespace}(${uid})`;
  const seconds = backOffSeconds(status);
  const wait = seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
  const waiting = {
    reason: 'CrashLoopBackOff',
    message: `back-off ${wait} restarting failed container=${status.name} pod=${where}`,
  };
  const lastState = status.state.terminated === undefined ? status.lastState : { terminated: status.state.terminated };
  const message = `Back-off restarting failed container ${status.name} in pod ${where}`;
  return {
    status: { ...status, state: { waiting }, lastState },
    events: [{ type: 'Warning', reason: 'BackOff', message }],
  };
}

function pullFailed(status: ContainerStatus, error: string): ReturnType<Step['apply']> {
  const message = `Failed to pull image "${status.image}": ${error}`;
  return {
    status: { ...status, state: { waiting: { reason: 'ErrImagePull', message: error } } },
    events: [
      { type: 'Normal', reason: 'Pulling', message: `Pulling image "${status.image}"` },
      { type: 'Warning', reason: 'Failed', message },
      { type: 'Warning', reason: 'Failed', message: 'Error: ErrImagePull' },
    ],
  };
}

function pullBackOff(status: ContainerStatus): ReturnType<Step['apply']> {
  const message = `Back-off pulling image "${status.image}"`;
  const why = status.state.waiting?.message ?? '';
  return {
    status: {
      ...status,
      state: { waiting: { reason: 'ImagePullBackOff', message: `${message}: ErrImagePull: ${why}` } },
    },
    events: [
      { type: 'Normal', reason: 'BackOff', message },
      { type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff' },
    ],
  };
}

function invalidName(pod: Pod, status: ContainerStatus): ReturnType<Step['apply']> {
  const why = `couldn't parse image name "${status.image}": invalid reference format`;
  const message = `Failed to apply default image tag "${status.image}": ${why}`;
  return {
    status: { ...status, state: { waiting: { reason: 'InvalidImageName', message } } },
    events: [
      { type: 'Warning', reason: 'InspectFailed', message },
      { type: 'Warning', reason: 'Failed', message: `Error: InvalidImageName (${pod.metadata.name})` },
    ],
  };
}
