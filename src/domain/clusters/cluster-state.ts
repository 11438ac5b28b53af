export type ClusterStatus = 'READY' | 'SYNCING' | 'DEGRADED' | 'UNREACHABLE' | 'UNAUTHORIZED' | 'DISABLED';
export type GapReason = 'SYNCING' | 'UNREACHABLE' | 'UNAUTHORIZED' | 'STALE' | 'DISABLED';
/** Why an answer lacks a cluster: it is missing as a whole, or what it uses is not told. */
export type CoverageReason = GapReason | 'METRICS_UNAVAILABLE';

/** What is known about a cluster's connection at one moment. */
export interface ClusterState {
  readonly status: ClusterStatus;
  /** What a person should know: what fails, since when, what to do; or a warning (TLS verification off). */
  readonly message: string | null;
  /** The `kube-system` namespace's uid; null until it was reached once. */
  readonly uid: string | null;
  /** Such as `v1.36.3`; null until it was reached once. */
  readonly kubernetesVersion: string | null;
  /** Whether every kind that can be had was listed once since the start. */
  readonly synced: boolean;
  /** Why answers lack this cluster; null where they do not. */
  readonly gap: { readonly reason: GapReason; readonly since: number; readonly message: string } | null;
}

/** How fresh a value is. Times in milliseconds since the epoch. */
export interface Freshness {
  /** When the cluster last confirmed it: an event, a bookmark, a list, or a probe on a live watch. Null: never. */
  readonly observedAt: number | null;
  readonly stale: boolean;
}
