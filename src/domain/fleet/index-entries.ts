import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { Namespace } from '../workloads/cluster-objects.ts';
import type { JudgedHealth } from './health.ts';
import type { App, AppInstance, Environment } from './fleet-model.ts';
import type { AppKey, EnvironmentKey } from './keys.ts';
import type { SortedSet } from './sorted-set.ts';

/** What the index keeps of one workload. `instance` is replaced whole when the workload changes. */
export interface InstanceEntry {
  instance: AppInstance;
  readonly namespace: NamespaceEntry;
  /** Null until its namespace was adopted, and while that is hidden. */
  app: AppEntry | null;
  health: JudgedHealth | null;
  restarts: number | null;
  updatedAt: number | null;
}

/** What the index keeps of one namespace of one cluster. */
export interface NamespaceEntry {
  readonly cluster: ClusterSource;
  readonly name: string;
  /** Null while the cluster has not told of it (or may not). */
  object: Namespace | null;
  /** What the adoption rules make of it; null where it is hidden or not known to exist. */
  claim: EnvironmentKey | null;
  environment: EnvironmentEntry | null;
  readonly instances: Map<string, InstanceEntry>;
}

/** What the index keeps of one tenant; it is there as long as it has an environment. */
export interface TenantEntry {
  readonly name: string;
  /** How many it has. */
  environments: number;
  /** As that of an environment, for all of its environments, which come and go with it. */
  version: object | null;
  /** Where it is, as of this version. Not held by the version itself, which outlives them in what is kept of answers. */
  clusters: readonly ClusterSource[];
}

/** What the index keeps of one environment; it is there as long as it has a placement. */
export interface EnvironmentEntry extends EnvironmentKey {
  readonly owner: TenantEntry;
  /** By cluster id. */
  readonly placements: Map<string, NamespaceEntry>;
  readonly apps: SortedSet<AppEntry>;
  snapshot: Environment | null;
  /** Until then one of its apps is not settled, and there is no version; milliseconds since the epoch. */
  unsettledUntil: number;
  /** As that of an app, for its placements and for all of its apps. */
  version: object | null;
}

/** What the index keeps of one app; it is there as long as it has an instance. */
export interface AppEntry {
  readonly key: AppKey;
  readonly text: string;
  readonly environment: EnvironmentEntry;
  /** By cluster id. */
  readonly instances: Map<string, InstanceEntry>;
  snapshot: App | null;
  /** See `AppChanges`; -1 at first. */
  changedAt: number;
  /** Stands for all that was told of it; another one after each change. Null until it is asked for. */
  version: object | null;
}
