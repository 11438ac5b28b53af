import { startSimulatedCluster } from '../../src/simulator/start-simulated-cluster.ts';
import { sharedClusterIfAny } from '../support/shared-clusters.ts';
import type { SharedClusterName } from '../support/shared-clusters.ts';
import type { ControlPlaneClient } from '../support/control-plane-client.ts';
import { daemonSet, deployment, images, namespace, statefulSet, uniqueName } from '../support/workloads.ts';
import { waitFor } from '../support/wait-for.ts';
import { send } from './raw-client.ts';
import type { Endpoint } from './raw-client.ts';

/** A cluster that the suite runs against, with the same workloads in a namespace of its own. */
export interface ContractTarget {
  readonly endpoint: Endpoint;
  readonly namespace: string;
  /** Makes continuations and resourceVersions from before too old. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

export type TargetName = 'simulator' | SharedClusterName;

const targets: readonly TargetName[] = ['simulator', 'eu-1', 'us-1'];

/** The targets of this run: always the simulator, and the real clusters that there are. */
export const availableTargets = targets.filter(
  (name) => name === 'simulator' || sharedClusterIfAny(name) !== undefined,
);

/** Starts or borrows a target, and waits until its workloads run. */
export async function openTarget(name: TargetName): Promise<ContractTarget> {
  const target = name === 'simulator' ? await simulated() : await real(sharedClusterIfAny(name));
  for (const plural of ['deployments', 'statefulsets', 'daemonsets']) {
    await waitFor(`the ${plural} run`, async () => {
      const { json } = await send(target.endpoint, { path: `/apis/apps/v1/namespaces/${target.namespace}/${plural}` });
      const { items } = json as { readonly items: readonly RunningWorkload[] };
      return items.length > 0 && items.every(isRunning);
    });
  }
  return target;
}

interface RunningWorkload {
  readonly spec: { readonly replicas?: number };
  readonly status: Readonly<Record<string, number | undefined>>;
}

function isRunning({ spec, status }: RunningWorkload): boolean {
  const wanted = spec.replicas ?? status['desiredNumberScheduled'];
  return wanted !== undefined && wanted > 0 && (status['availableReplicas'] ?? status['numberAvailable']) === wanted;
}

async function simulated(): Promise<ContractTarget> {
  const own = uniqueName('contract');
  const containers = [{ name: 'app', image: images.good }];
  const token = 'contract-suite';
  const cluster = await startSimulatedCluster(
    {
      name: own,
      labels: {},
      kubernetesVersion: 'v1.35.4',
      nodes: { count: 3, cpu: '8', memory: '16Gi', zones: ['a'] },
      namespaces: [{ name: own }],
      workloads: [
        { kind: 'Deployment', namespace: own, name: 'web', replicas: 3, containers },
        { kind: 'StatefulSet', namespace: own, name: 'db', replicas: 2, containers },
        { kind: 'DaemonSet', namespace: own, name: 'agent', containers },
      ],
      lifecycles: [
        { name: 'default', images: ['*'], pull: 0.1, ready: 0.2, stop: 0.1 },
        { name: 'crash', images: ['*:crash*'], ready: null, crash: { after: 0.5, exitCode: 1 } },
      ],
      outages: [],
    },
    { token },
  );
  return {
    endpoint: { url: cluster.url, token },
    namespace: own,
    compact: async () => cluster.store.changes.compact(cluster.store.resourceVersion()),
    close: () => cluster.close(),
  };
}

/** Nothing is planted in what the simulator serves; the two are compared member by member. */
const asTheDemo = { secrets: false } as const;

async function real(cluster: ControlPlaneClient | undefined): Promise<ContractTarget> {
  if (cluster === undefined) throw new Error('There is no such cluster in this run.');
  const own = uniqueName('contract');
  await cluster.apply(
    namespace(own),
    deployment({ namespace: own, name: 'web', replicas: 3, ...asTheDemo }),
    statefulSet({ namespace: own, name: 'db', replicas: 2, ...asTheDemo }),
    daemonSet({ namespace: own, name: 'agent', ...asTheDemo }),
  );
  const { url, certificateAuthority: ca, certificate: cert, key } = cluster;
  return {
    endpoint: { url, tls: { ca, cert, key } },
    namespace: own,
    compact: () => cluster.compactEtcd(),
    close: async () => {
      await cluster.kubectl(['delete', 'namespace', own, '--wait=false']);
    },
  };
}
