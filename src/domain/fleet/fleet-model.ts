import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { CoverageReason, Freshness } from '../clusters/cluster-state.ts';
import type { Workload, WorkloadKind } from '../workloads/workload.ts';
import type { AppKey, EnvironmentKey } from './keys.ts';

/** Best to worst. */
export type HealthStatus = 'HEALTHY' | 'SUSPENDED' | 'PROGRESSING' | 'UNKNOWN' | 'MISSING' | 'DEGRADED';

export interface Health {
  readonly status: HealthStatus;
  /** Machine-readable, such as `CrashLoopBackOff`. */
  readonly reason: string | null;
  readonly message: string | null;
}

/** Pods by state: of one workload, or summed. */
export interface ReplicaCounts {
  readonly desired: number;
  readonly current: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
}

/** The namespace that holds an environment in one cluster. */
export interface Placement {
  readonly cluster: ClusterSource;
  readonly namespace: string;
  readonly freshness: Freshness;
}

export interface Environment extends EnvironmentKey {
  readonly placements: readonly Placement[];
}

/** One workload of an app, in one placement. */
export interface AppInstance {
  readonly cluster: ClusterSource;
  readonly workload: Workload;
}

/** One workload of an environment, across its placements. Instances are ordered by cluster name. */
export interface App extends AppKey {
  readonly instances: readonly AppInstance[];
}

/** Who else owns a workload. */
export interface Manager {
  /** `Argo CD`, `Flux`, `Helm`, or the kind of the controlling owner. */
  readonly name: string;
  /** Whether a direct write is refused unless forced (all but Helm). */
  readonly exclusive: boolean;
  /** What to change instead, in words. */
  readonly advice: string;
  readonly object: ObjectRef | null;
}

export interface ObjectRef {
  readonly clusterId: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

/** Which clusters an answer covers. */
export interface Coverage {
  readonly complete: boolean;
  readonly gaps: readonly ClusterGap[];
}

export interface ClusterGap {
  readonly cluster: ClusterSource;
  readonly reason: CoverageReason;
  readonly since: number;
  readonly message: string;
}

export interface Tenant {
  readonly name: string;
}

/** See the graph's `AppFilter`; every given condition must hold. */
export interface AppFilter {
  readonly tenants?: readonly string[];
  readonly environments?: readonly string[];
  readonly clusters?: readonly string[];
  readonly clusterLabels?: readonly { readonly key: string; readonly value: string }[];
  readonly names?: readonly string[];
  readonly namePrefix?: string;
  readonly kinds?: readonly WorkloadKind[];
  readonly health?: readonly HealthStatus[];
  readonly image?: string;
  readonly selector?: string;
}

export interface EnvironmentFilter {
  readonly tenants?: readonly string[];
  readonly names?: readonly string[];
  readonly clusters?: readonly string[];
  readonly health?: readonly HealthStatus[];
}

export interface TenantFilter {
  readonly names?: readonly string[];
  readonly namePrefix?: string;
}

export interface AppOrder {
  readonly field: 'NAME' | 'HEALTH' | 'RESTARTS' | 'UPDATED_AT';
  readonly direction: 'ASC' | 'DESC';
}
