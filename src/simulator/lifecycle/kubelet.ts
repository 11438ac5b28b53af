import type { Clock } from '../../lib/clock.ts';
import type { EventRecorder } from '../controllers/event-recorder.ts';
import type { Condition } from '../objects/kube-object.ts';
import type { ContainerStatus, Pod } from '../objects/pod.ts';
import type { Random } from '../objects/random.ts';
import { fnv32 } from '../objects/random.ts';
import { timestamp } from '../objects/timestamp.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { creating, nextStep } from './container-steps.ts';
import type { ContainerEvent, Step } from './container-steps.ts';
import type { LifecycleLookup, Seconds } from './lifecycle.ts';
import { schedulePod } from './scheduler.ts';

export interface KubeletOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventRecorder;
  readonly lifecycles: LifecycleLookup;
}

/** What is planned for one pod. */
interface Plan {
  /** Of the state that it was made for: a change that does not concern the kubelet leaves the plan alone. */
  readonly signature: string;
  readonly cancel: () => void;
}

const kubelet = { manager: 'kubelet', subresource: 'status' } as const;
/** How soon a pod that fits nowhere is tried again, in seconds. */
const unschedulableRetry = 10;

/** Plays the scheduler and the kubelets of all nodes: each pod goes through what its lifecycle says. The answer stops it. */
export function runKubelets({ store, clock, random, events, lifecycles }: KubeletOptions): () => void {
  const plans = new Map<string, Plan>();
  const pullFailures = new Map<string, number>();

  function plan(pod: Pod): void {
    const { uid } = pod.metadata;
    const signature = signatureOf(pod);
    const known = plans.get(uid);
    if (known?.signature === signature) return;
    known?.cancel();
    plans.delete(uid);
    const next = decide(pod);
    if (next !== undefined)
      plans.set(uid, { signature, cancel: clock.after(next.milliseconds, () => act(uid, pod, next.run)) });
  }

  function act(uid: string, planned: Pod, run: (pod: Pod) => void): void {
    plans.delete(uid);
    const pod = store.get('pods', planned.metadata);
    if (pod === undefined || pod.metadata.uid !== uid) return;
    run(pod);
    // Where nothing was written no change will come: what only told an event is planned again.
    const after = store.get('pods', planned.metadata);
    if (after?.metadata.uid === uid) plan(after);
  }

  function milliseconds(seconds: Seconds): number {
    const [low, high] = typeof seconds === 'number' ? [seconds, seconds] : seconds;
    return Math.round((low + (high - low) * random()) * 1000);
  }

  function decide(pod: Pod): { readonly milliseconds: number; readonly run: (pod: Pod) => void } | undefined {
    const main = lifecycles(pod.metadata.annotations, pod.spec.containers[0]?.image ?? '');
    if (pod.metadata.deletionTimestamp !== undefined) {
      return { milliseconds: milliseconds(main.stop ?? 1), run: (latest) => store.remove('pods', latest.metadata) };
    }
    if (pod.spec.nodeName === undefined) {
      const refused = pod.status.conditions !== undefined;
      const wait = refused ? unschedulableRetry : (main.schedule ?? 0.1);
      return { milliseconds: milliseconds(wait), run: (latest) => void schedulePod(store, clock, events, latest) };
    }
    const statuses = pod.status.containerStatuses;
    if (statuses === undefined) return { milliseconds: 50, run: admit };
    const steps = statuses.flatMap((status) => {
      const lifecycle = lifecycles(pod.metadata.annotations, status.image);
      const failures = pullFailures.get(`${pod.metadata.uid}/${status.name}`) ?? 0;
      const step = nextStep(pod, status, lifecycle, { pullFailures: failures });
      return step === undefined ? [] : [{ name: status.name, step, milliseconds: milliseconds(step.after) }];
    });
    const [first] = steps.sort((left, right) => left.milliseconds - right.milliseconds);
    if (first === undefined) return undefined;
    return { milliseconds: first.milliseconds, run: (latest) => take(latest, first.name, first.step) };
  }

  /** The kubelet has seen the pod: its containers are being created. */
  function admit(pod: Pod): void {
    const statuses = pod.spec.containers.map(({ name, image }) => creating(name, image));
    const number = fnv32(pod.metadata.uid);
    const podIP = `10.${(number >> 16) & 0x7f}.${(number >> 8) & 0xff}.${(number & 0xfd) + 1}`;
    const startTime = timestamp(clock.now());
    const node = store.get('nodes', { name: pod.spec.nodeName ?? '' });
    const hostIP = node?.status.addresses.find(({ type }) => type === 'InternalIP')?.address ?? '10.200.0.1';
    write(pod, statuses, { startTime, hostIP, hostIPs: [{ ip: hostIP }], podIP, podIPs: [{ ip: podIP }] });
    for (const { name, image } of pod.spec.containers) {
      tell(pod, name, [{ type: 'Normal', reason: 'Pulling', message: `Pulling image "${image}"` }]);
    }
  }

  function take(pod: Pod, name: string, step: Step): void {
    const key = `${pod.metadata.uid}/${name}`;
    const { status, events: told } = step.apply(clock.now());
    if (status.state.waiting?.reason === 'ErrImagePull') pullFailures.set(key, (pullFailures.get(key) ?? 0) + 1);
    const statuses = (pod.status.containerStatuses ?? []).map((other) => (other.name === name ? status : other));
    write(pod, statuses, {});
    tell(pod, name, told);
  }

  function write(pod: Pod, containerStatuses: readonly ContainerStatus[], rest: Partial<Pod['status']>): void {
    const pending = containerStatuses.some(
      ({ state, restartCount }) => state.waiting !== undefined && restartCount === 0,
    );
    const phase = pending ? 'Pending' : 'Running';
    const conditions = podConditions(pod, containerStatuses, clock.now());
    store.update('pods', { ...pod, status: { ...pod.status, ...rest, phase, conditions, containerStatuses } }, kubelet);
  }

  function tell(pod: Pod, container: string, told: readonly ContainerEvent[]): void {
    const from = { component: 'kubelet', ...(pod.spec.nodeName === undefined ? {} : { host: pod.spec.nodeName }) };
    for (const event of told) events.record(pod, { ...event, ...from, fieldPath: `spec.containers{${container}}` });
  }

  const stop = store.subscribe(({ resource, object, previous, type }) => {
    if (resource !== 'pods') return;
    const pod = store.get('pods', object.metadata);
    if (type === 'DELETED' || pod === undefined) {
      plans.get(object.metadata.uid)?.cancel();
      plans.delete(object.metadata.uid);
      for (const key of pullFailures.keys()) if (key.startsWith(`${object.metadata.uid}/`)) pullFailures.delete(key);
      return;
    }
    const ending = pod.metadata.deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined;
    if (ending)
      for (const { name } of pod.status.containerStatuses ?? [])
        tell(pod, name, [{ type: 'Normal', reason: 'Killing', message: `Stopping container ${name}` }]);
    plan(pod);
  });
  return () => {
    stop();
    for (const { cancel } of plans.values()) cancel();
    plans.clear();
  };
}

function signatureOf(pod: Pod): string {
  const { deletionTimestamp } = pod.metadata;
  return JSON.stringify([
    deletionTimestamp,
    pod.spec.nodeName,
    pod.status.conditions?.[0]?.reason,
    pod.status.containerStatuses,
  ]);
}

function podConditions(pod: Pod, statuses: readonly ContainerStatus[], now: number): readonly Condition[] {
  const unready = statuses.filter(({ ready }) => !ready).map(({ name }) => name);
  const why =
    unready.length === 0
      ? ({ status: 'True' } as const)
      : ({
          status: 'False',
          reason: 'ContainersNotReady',
          message: `containers with unready status: [${unready.join(' ')}]`,
        } as const);
  const wanted = [
    { type: 'PodReadyToStartContainers', status: 'True' } as const,
    { type: 'Initialized', status: 'True' } as const,
    { type: 'Ready', ...why },
    { type: 'ContainersReady', ...why },
    { type: 'PodScheduled', status: 'True' } as const,
  ];
  return wanted.map((condition) => {
    const before = pod.status.conditions?.find(({ type }) => type === condition.type);
    const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : undefined;
    return { ...condition, lastProbeTime: null, lastTransitionTime: lastTransitionTime ?? timestamp(now) };
  });
}
