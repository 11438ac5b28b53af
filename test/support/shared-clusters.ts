import { inject } from 'vitest';
import { connectControlPlane } from './control-plane-client.ts';
import type { ControlPlaneClient, ControlPlaneDescription } from './control-plane-client.ts';

/** The control planes that all suites share: two minors, as a fleet has them. */
export type SharedClusterName = 'eu-1' | 'us-1';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the running shared control planes, by name; undefined in projects without them. */
    readonly sharedClusters: Readonly<Record<SharedClusterName, ControlPlaneDescription>> | undefined;
  }
}

/**
 * A control plane that other suites use at the same time: `eu-1` (Kubernetes 1.35) or `us-1` (1.36). Work in namespaces
 * with names of your own (`uniqueName`), and never freeze or stop it; for that, start one of your own.
 */
export function sharedCluster(name: SharedClusterName): ControlPlaneClient {
  const descriptions = inject('sharedClusters');
  if (descriptions === undefined) {
    throw new Error(
      'This suite runs without shared clusters: it belongs in test/integration, test/contract or test/faults.',
    );
  }
  return connectControlPlane(descriptions[name]);
}
