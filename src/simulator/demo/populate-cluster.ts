import { countQuota } from '../controllers/pod-quota.ts';
import type { NewObject } from '../objects/kube-object.ts';
import type { Namespace, Node } from '../objects/other-kinds.ts';
import { seededRandom, nameSuffix, stableUid } from '../objects/random.ts';
import { timestamp } from '../objects/timestamp.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { WarmUpClock } from '../store/warm-up-clock.ts';
import type { ClusterDefinition, WorkloadDefinition } from './cluster-definition.ts';
import { makeAutoscaler, makeDaemonSet, makeDeployment, makeStatefulSet, withImage } from './make-workload.ts';

const hour = 3_600_000;
/** How old a cluster is, in milliseconds. */
export const clusterAge = 90 * 24 * hour;
/** How long before the start everything that came up has settled, in milliseconds. */
const settling = 10 * 60_000;
/** How long after its start a rollout is paused, in milliseconds: with some pods of either version. */
const halfWay = 2_500;

/**
 * Lets a cluster live through its past: nodes and namespaces first, then every deploy at its time, with the controllers
 * and lifecycles that go on afterwards. So what is found at the start is as consistent as in a cluster that really ran.
 */
export function populateCluster(
  store: ObjectStore,
  clock: WarmUpClock,
  definition: ClusterDefinition,
  now: number,
): void {
  for (const namespace of ['default', 'kube-node-lease', 'kube-public', 'kube-system'])
    store.create('namespaces', makeNamespace(definition, namespace));
  for (let index = 0; index < definition.nodes.count; index += 1)
    store.create('nodes', makeNode(definition, index, clock.now()));
  for (const { name, labels, quota } of definition.namespaces) {
    store.create('namespaces', makeNamespace(definition, name, labels));
    if (quota === undefined) continue;
    store.create('resourcequotas', {
      kind: 'ResourceQuota',
      apiVersion: 'v1',
      metadata: { name: 'compute', namespace: name },
      spec: { hard: quota },
      status: {},
    });
  }
  const past = definition.workloads.flatMap((workload) => deploys(store, definition, workload, now));
  for (const { at, run } of past.sort((left, right) => left.at - right.at)) {
    clock.advanceTo(at);
    run();
  }
  clock.advanceTo(now);
  for (const quota of store.list('resourcequotas')) countQuota(store, quota);
}

interface Deploy {
  readonly at: number;
  readonly run: () => void;
}

/**
 * The deploys of one workload in the order of time. Up to the last but one it runs no pods, which nobody sees any more.
 */
function deploys(store: ObjectStore, cluster: ClusterDefinition, workload: WorkloadDefinition, now: number): Deploy[] {
  const history = workload.history ?? [];
  const last = now - Math.max((workload.deployedHoursAgo ?? 24) * hour, settling);
  const image = workload.containers[0]?.image ?? '';
  const writer = { manager: workload.manager ?? 'kubectl-client-side-apply' };
  const key = { namespace: workload.namespace, name: workload.name };
  const uid = stableUid(`${cluster.name} ${workload.kind} ${workload.namespace} ${workload.name}`);
  const [first, ...later] = [
    ...history.map(({ hoursAgo, ...revision }) => ({ ...revision, at: now - hoursAgo * hour })),
    { image, at: last, changeCause: workload.changeCause },
  ];
  const create = (): void => {
    const unseen = later.length > 1 && workload.kind !== 'DaemonSet' ? { ...workload, replicas: 0 } : workload;
    if (workload.kind === 'Deployment') {
      const made = makeDeployment(unseen);
      store.create('deployments', { ...made, metadata: { ...made.metadata, uid } }, writer);
    } else if (workload.kind === 'StatefulSet') {
      const made = makeStatefulSet(unseen);
      store.create('statefulsets', { ...made, metadata: { ...made.metadata, uid } }, writer);
    } else {
      const made = makeDaemonSet(workload);
      store.create('daemonsets', { ...made, metadata: { ...made.metadata, uid } }, writer);
    }
  };
  const update = (image: string, cause: string | undefined, replicas: number): void => {
    const deployment = store.get('deployments', key);
    const statefulSet = store.get('statefulsets', key);
    const daemonSet = store.get('daemonsets', key);
    if (workload.kind === 'Deployment' && deployment !== undefined) {
      const next = withImage(deployment, image, cause);
      store.update('deployments', { ...next, spec: { ...next.spec, replicas } }, writer);
    } else if (workload.kind === 'StatefulSet' && statefulSet !== undefined) {
      const next = withImage(statefulSet, image, cause);
      store.update('statefulsets', { ...next, spec: { ...next.spec, replicas } }, writer);
    } else if (daemonSet !== undefined) store.update('daemonsets', withImage(daemonSet, image, cause), writer);
  };
  const replicas = workload.replicas ?? 1;
  const steps = later.map(({ at, image, changeCause }, index) => ({
    at,
    // The last deploy but one brings the pods that the last one replaces.
    run: () => update(image, changeCause, index >= later.length - 2 ? replicas : 0),
  }));
  const autoscale = (): void => {
    const autoscaler = makeAutoscaler(workload, timestamp(last));
    if (autoscaler !== undefined) store.create('horizontalpodautoscalers', autoscaler);
  };
  const created = first === undefined ? [] : [{ at: first.at, run: create }];
  const paused = workload.paused === true ? [{ at: last + halfWay, run: () => pause(store, workload) }] : [];
  return [...created, ...steps, ...paused, { at: last + settling / 2, run: autoscale }];
}

function pause(store: ObjectStore, workload: WorkloadDefinition): void {
  const deployment = store.get('deployments', workload);
  if (deployment === undefined) return;
  store.update(
    'deployments',
    { ...deployment, spec: { ...deployment.spec, paused: true } },
    { manager: 'kubectl-rollout' },
  );
}

function makeNamespace(
  cluster: ClusterDefinition,
  name: string,
  labels?: Readonly<Record<string, string>>,
): NewObject<Namespace> {
  return {
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: {
      name,
      // A cluster is known by the uid of its kube-system: it has to be the same in every run.
      uid: stableUid(`${cluster.name} Namespace ${name}`),
      labels: { 'kubernetes.io/metadata.name': name, ...labels },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

function makeNode(cluster: ClusterDefinition, index: number, now: number): NewObject<Node> {
  const { cpu, memory, zones, region } = cluster.nodes;
  const name = `${cluster.name}-${nameSuffix(seededRandom(`${cluster.name} node ${index}`))}`;
  const zone = zones[index % zones.length] ?? cluster.name;
  const resources = { cpu, memory, pods: '110', 'ephemeral-storage': '100Gi' };
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: {
      name,
      uid: stableUid(`${cluster.name} Node ${index}`),
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/zone': zone,
        ...(region === undefined ? {} : { 'topology.kubernetes.io/region': region }),
      },
    },
    spec: { podCIDR: `10.${index}.0.0/24`, providerID: `simulated://${cluster.name}/${name}` },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          lastTransitionTime: timestamp(now),
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
        },
      ],
      addresses: [
        { type: 'InternalIP', address: `10.200.0.${index + 1}` },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: { kubeletVersion: cluster.kubernetesVersion, operatingSystem: 'linux', architecture: 'amd64' },
    },
  };
}
