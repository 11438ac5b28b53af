import { createLifecycleLookup } from '../lifecycle/lifecycle.ts';
import { stableUid } from '../objects/random.ts';
import { timestamp } from '../objects/timestamp.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { ClusterDefinition, WorkloadDefinition } from './cluster-definition.ts';
import { makeAutoscaler, makeDaemonSet, makeDeployment, makeStatefulSet, withImage } from './make-workload.ts';

const hour = 3_600_000;
/** How long before the start everything that came up has settled, in milliseconds. */
const settling = 10 * 60_000;
/** How long after its start a rollout is paused, in milliseconds: with some pods of either version. */
const halfWay = 2_500;

/** Something that was done to a workload, and when. */
export interface PastEvent {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
  readonly run: () => void;
}

interface Deploy {
  readonly at: number;
  readonly image: string;
  readonly changeCause?: string | undefined;
  readonly replicas: number;
}

/** The deploys of one workload, oldest first, and what else was done to it. */
export function pastOf(
  store: ObjectStore,
  cluster: ClusterDefinition,
  workload: WorkloadDefinition,
  now: number,
): PastEvent[] {
  const [first, ...later] = deploysOf(cluster, workload, now);
  const last = later.at(-1) ?? first;
  if (first === undefined || last === undefined) return [];
  const autoscale = (): void => {
    const autoscaler = makeAutoscaler(workload, timestamp(last.at));
    if (autoscaler !== undefined) store.create('horizontalpodautoscalers', autoscaler);
  };
  return [
    { at: first.at, run: () => create(store, cluster, workload, first) },
    ...later.map((deploy) => ({ at: deploy.at, run: () => update(store, workload, deploy) })),
    ...(workload.paused === true ? [{ at: last.at + halfWay, run: () => pause(store, workload) }] : []),
    { at: last.at + settling / 2, run: autoscale },
  ];
}

function deploysOf(cluster: ClusterDefinition, workload: WorkloadDefinition, now: number): readonly Deploy[] {
  const { replicas = 1, changeCause, history = [] } = workload;
  const image = workload.containers[0]?.image ?? '';
  const last = { image, at: now - Math.max((workload.deployedHoursAgo ?? 24) * hour, settling), changeCause };
  const all = [...history.map(({ hoursAgo, ...revision }) => ({ ...revision, at: now - hoursAgo * hour })), last];
  // Pods that nobody can see any more are not played: earlier deploys ran on none, but where old pods still serve.
  const playedFrom = all.length - (staysUnfinished(cluster, workload) ? 2 : 1);
  return all.map((deploy, index) => ({ ...deploy, replicas: index >= playedFrom ? replicas : 0 }));
}

function staysUnfinished(cluster: ClusterDefinition, workload: WorkloadDefinition): boolean {
  const lookup = createLifecycleLookup(cluster.lifecycles);
  return (
    workload.paused === true ||
    workload.containers.some(({ image }) => {
      const { crash = null, ready, pullError } = lookup(workload.podAnnotations, image);
      return crash !== null || ready === null || pullError !== undefined;
    })
  );
}

function writerOf(workload: WorkloadDefinition): { readonly manager: string } {
  return { manager: workload.manager ?? 'kubectl-client-side-apply' };
}

function create(
  store: ObjectStore,
  cluster: ClusterDefinition,
  workload: WorkloadDefinition,
  { replicas }: Deploy,
): void {
  const { kind, namespace, name } = workload;
  // A workload is the same one in every run of the simulator.
  const uid = stableUid(`${cluster.name} ${kind} ${namespace} ${name}`);
  const known = <T extends { readonly metadata: object }>(made: T): T => ({
    ...made,
    metadata: { ...made.metadata, uid },
  });
  const definition = { ...workload, replicas };
  const writer = writerOf(workload);
  if (kind === 'Deployment') store.create('deployments', known(makeDeployment(definition)), writer);
  else if (kind === 'StatefulSet') store.create('statefulsets', known(makeStatefulSet(definition)), writer);
  else store.create('daemonsets', known(makeDaemonSet(definition)), writer);
}

function update(store: ObjectStore, workload: WorkloadDefinition, { image, changeCause, replicas }: Deploy): void {
  const writer = writerOf(workload);
  const deployment = store.get('deployments', workload);
  const statefulSet = store.get('statefulsets', workload);
  const daemonSet = store.get('daemonsets', workload);
  if (workload.kind === 'Deployment' && deployment !== undefined) {
    const next = withImage(deployment, image, changeCause);
    store.update('deployments', { ...next, spec: { ...next.spec, replicas } }, writer);
  } else if (workload.kind === 'StatefulSet' && statefulSet !== undefined) {
    const next = withImage(statefulSet, image, changeCause);
    store.update('statefulsets', { ...next, spec: { ...next.spec, replicas } }, writer);
  } else if (daemonSet !== undefined) store.update('daemonsets', withImage(daemonSet, image, changeCause), writer);
}

function pause(store: ObjectStore, workload: WorkloadDefinition): void {
  const deployment = store.get('deployments', workload);
  if (deployment === undefined) return;
  const spec = { ...deployment.spec, paused: true };
  store.update('deployments', { ...deployment, spec }, { manager: 'kubectl-rollout' });
}
