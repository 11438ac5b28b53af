import type { NewObject } from '../objects/kube-object.ts';
import type { Namespace, Node } from '../objects/other-kinds.ts';
import { nameSuffix, seededRandom, stableUid } from '../objects/random.ts';
import { timestamp } from '../objects/timestamp.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { WarmUpClock } from '../store/warm-up-clock.ts';
import type { ClusterDefinition } from './cluster-definition.ts';
import { pastOf } from './workload-past.ts';

const hour = 3_600_000;
/** How old a cluster is, in milliseconds. */
export const clusterAge = 90 * 24 * hour;
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
  const past = definition.workloads.flatMap((workload) => pastOf(store, definition, workload, now));
  for (const { at, run } of past.sort((left, right) => left.at - right.at)) {
    clock.advanceTo(at);
    run();
  }
  clock.advanceTo(now);
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
