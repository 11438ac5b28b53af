import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { ClusterGap } from './fleet-model.ts';
import type { AppEntry, EnvironmentEntry } from './index-entries.ts';
import type { EnvironmentKey } from './keys.ts';

/** The part of the fleet that questions are answered from. Of the lists, each is in the order of its texts, and to be read at once. */
export interface Sight {
  /** The same exactly for those who see the same tenants, environments and apps. */
  readonly name: string;
  readonly tenants: () => readonly { readonly name: string }[];
  readonly environments: () => readonly EnvironmentEntry[];
  readonly apps: () => readonly AppEntry[];
  readonly clusters: () => readonly ClusterSource[];
  readonly hasTenant: (name: string) => boolean;
  readonly sees: (environment: EnvironmentKey) => boolean;
  /** Whether anything of the tenant could be seen, if there were anything. */
  readonly seesTenant: (name: string) => boolean;
  readonly seesCluster: (cluster: ClusterSource) => boolean;
  /** Whether all of a cluster is seen: its machines, its version, what its API server says. */
  readonly seesInside: boolean;
  /** Why answers lack the cluster, in words for whoever looks; null where they do not. */
  readonly gap: (cluster: ClusterSource) => ClusterGap | null;
}
