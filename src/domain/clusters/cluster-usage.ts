import type { Freshness } from './cluster-state.ts';

/** CPU in cores and memory in bytes that something uses. */
export interface UsedResources {
  readonly cpu: number;
  readonly memory: number;
}

/** What a cluster's metrics API last measured of one object. */
export interface UsageSample {
  /** The end of the interval that was measured, in milliseconds since the epoch. */
  readonly at: number;
  /** How long that interval was, in milliseconds: CPU is the mean over it. */
  readonly windowMs: number;
}

/** Of a pod, by the names of its containers. */
export interface PodUsage extends UsageSample {
  readonly containers: ReadonlyMap<string, UsedResources>;
}

/** Of a machine, with everything that runs on it. */
export interface NodeUsage extends UsageSample, UsedResources {}

/**
 * Whether the metrics API tells of pods, or of machines.
 * SYNCING: not asked yet. SYNCED: the last answer is held. MISSING: the cluster has no such API. FORBIDDEN: the cluster refuses
 * to show it. FAILING: it is there, and does not answer well. `since`: in milliseconds since the epoch.
 */
export type UsageAvailability =
  | { readonly status: 'SYNCED' }
  | { readonly status: 'SYNCING'; readonly since: number }
  | { readonly status: 'MISSING' | 'FORBIDDEN' | 'FAILING'; readonly since: number; readonly message: string };

/** The last samples of one cluster, of pods or of machines. Reading never calls the cluster. */
export interface UsageTable<T extends UsageSample> {
  readonly availability: UsageAvailability;
  /** `observedAt`: when the metrics API last answered. */
  readonly freshness: Freshness;
  /** How many samples there are. */
  readonly size: number;
  /** The namespace of a machine is empty. Undefined where there is no sample, or none from the last minutes. */
  find(namespace: string, name: string): T | undefined;
}

/** What a cluster's metrics API (`metrics.k8s.io`) told last. */
export interface ClusterUsage {
  readonly pods: UsageTable<PodUsage>;
  readonly nodes: UsageTable<NodeUsage>;
}
