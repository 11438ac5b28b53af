import { systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { createClusterRegistry } from '../../../src/kubernetes/cluster-registry.ts';
import type { ClusterRegistryOptions, KubernetesClusterRegistry } from '../../../src/kubernetes/cluster-registry.ts';
import type { KubernetesClusterSource } from '../../../src/kubernetes/cluster/kubernetes-cluster-source.ts';
import { createMemoryClusterIdentities } from '../../../src/kubernetes/memory-cluster-identities.ts';
import { waitFor } from '../../support/wait-for.ts';

/** One cluster in a registry of its own, as the product registers it. */
export interface RegisteredCluster {
  readonly registry: KubernetesClusterRegistry;
  /** The present source: another after the cluster was replaced. */
  readonly source: KubernetesClusterSource;
  close(): Promise<void>;
}

/** Registers the cluster of a kubeconfig under a name, without waiting for anything. */
export async function registerCluster(
  name: string,
  kubeconfigPath: string,
  options: Partial<ClusterRegistryOptions> = {},
): Promise<RegisteredCluster> {
  const registry = createClusterRegistry({
    identities: createMemoryClusterIdentities(),
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    ...options,
  });
  await registry.add({
    name,
    labels: {},
    connection: { type: 'kubeconfig', path: kubeconfigPath },
    tenants: ['*'],
    adopt: { hide: ['kube-*'] },
    origin: `${name}.yaml`,
  });
  return {
    registry,
    get source() {
      const source = registry.byName(name);
      if (source === undefined) throw new Error(`${name} is not registered`);
      return source;
    },
    close: () => registry.close(),
  };
}

/** Resolves when the cluster is READY. */
export async function ready(cluster: RegisteredCluster): Promise<void> {
  await waitFor(`${cluster.source.name} READY`, () => {
    const { status, message } = cluster.source.state;
    if (status !== 'READY') throw new Error(`${status}: ${message ?? ''}`);
    return true;
  });
}
