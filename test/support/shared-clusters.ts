import { inject } from 'vitest';
import { connectControlPlane } from './control-plane-client.ts';
import type { ControlPlaneClient, ControlPlaneDescription } from './control-plane-client.ts';

/** The control planes that all suites share: two minors, as a fleet has them. */
export type SharedClusterName = 'eu-1' | 'us-1';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the running shared control planes, by name; undefined in a run without real clusters. */
    readonly sharedClusters: Readonly<Record<SharedClusterName, ControlPlaneDescription>> | undefined;
  }
}

/**
 * A control plane that other suites use at the same time: `eu-1` (Kubernetes 1.35) or `us-1` (1.36). Work in namespaces
 * with names of your own (`uniqueName`), and never freeze or stop it; for that, start one of your own.
 *
 * @throws Error in projects that have none
 */
export function sharedCluster(name: SharedClusterName): ControlPlaneClient {
  const cluster = sharedClusterIfAny(name);
  if (cluster === undefined)
    throw new Error('There are no shared clusters here: this suite belongs in test/integration.');
  return cluster;
}

/** The same for suites that also run without real clusters (test/contract): undefined then. */
export function sharedClusterIfAny(name: SharedClusterName): ControlPlaneClient | undefined {
  const descriptions = inject('sharedClusters');
  return descriptions === undefined ? undefined : connectControlPlane(descriptions[name]);
}
