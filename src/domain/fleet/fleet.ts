import type { Access } from '../access/access.ts';
import type { Seen } from '../access/seen.ts';
import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { ClusterUsage } from '../clusters/cluster-usage.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import type { HorizontalPodAutoscaler, KubernetesEvent } from '../workloads/cluster-objects.ts';
import type { Pod } from '../workloads/pod.ts';
import type { ContainerSpec } from '../workloads/pod-template.ts';
import type {
  App,
  AppFilter,
  AppInstance,
  AppOrder,
  ClusterGap,
  Coverage,
  Environment,
  EnvironmentFilter,
  Health,
  Manager,
  ReplicaCounts,
  Tenant,
  TenantFilter,
} from './fleet-model.ts';
import type { AppKey, EnvironmentKey } from './keys.ts';
import type { WorkloadKind } from '../workloads/workload.ts';

/** A revision of an app: one pod template, whichever clusters run or ran it. */
export interface Revision {
  readonly app: AppKey;
  readonly templateDigest: string;
  readonly image: string | null;
  readonly containers: readonly ContainerSpec[];
  readonly createdAt: number;
  readonly changeCause: string | null;
  /** Whether any instance runs it now. */
  readonly current: boolean;
  readonly instances: readonly {
    readonly cluster: ClusterSource;
    readonly namespace: string;
    readonly number: number;
    readonly current: boolean;
  }[];
}

/** A pod and the cluster that it runs in. */
export interface FleetPod {
  readonly cluster: ClusterSource;
  readonly pod: Pod;
}

/** An event and the cluster that told it. */
export interface FleetEvent {
  readonly cluster: ClusterSource;
  readonly event: KubernetesEvent;
}

/** Why a question is not answered as it was put, in words for the caller. */
export interface ArgumentFailure {
  readonly code: 'INVALID' | 'AMBIGUOUS' | 'FORBIDDEN' | 'COVERAGE_INCOMPLETE' | 'CURSOR_EXPIRED';
  readonly message: string;
}

/** Thrown by the paged queries for bad arguments, and where the caller may not ask; the edge maps it to a GraphQL error with its code. */
export class ArgumentError extends Error {
  readonly code: ArgumentFailure['code'];
  constructor(code: ArgumentFailure['code'], message: string) {
    super(message);
    this.name = 'ArgumentError';
    this.code = code;
  }
}

/**
 * The fleet, or the part of it that somebody sees, as tenants, environments and apps, read from the caches alone: no method calls a cluster, and
 * all that give something are synchronous.
 * A single look-up that finds nothing while a cluster is missing throws ArgumentError COVERAGE_INCOMPLETE.
 */
export interface Fleet {
  /** Of these clusters; default: of all. */
  coverage(clusters?: readonly ClusterSource[]): Coverage;
  /** Why answers lack the cluster; null where they do not. */
  gap(cluster: ClusterSource): ClusterGap | null;
  /** As `gap`; where the cluster itself has none: why it is not told what its pods or its machines use. */
  usageGap(cluster: ClusterSource, of: keyof ClusterUsage): ClusterGap | null;

  /** By name. */
  clusters(): readonly ClusterSource[];
  /** Whether anything of the tenant could be seen, if there were anything. */
  seesTenant(name: string): boolean;
  clusterById(id: string): ClusterSource | undefined;
  clusterByName(name: string): ClusterSource | undefined;
  /** The cluster for what is about its machines and its API server, rather than about what runs there; null where that is not shown. */
  inside(cluster: Pick<ClusterSource, 'id'>): ClusterSource | null;

  tenant(name: string): Tenant | undefined;
  tenants(filter: TenantFilter, page: PageArguments): Page<Tenant>;

  environment(key: EnvironmentKey): Environment | undefined;
  environments(filter: EnvironmentFilter, page: PageArguments): Page<Environment>;
  /** All that are seen of the tenant. */
  environmentsOf(tenant: string): readonly Environment[];
  environmentHealth(environment: Environment): Health;

  /** Without kind: ArgumentError AMBIGUOUS where two kinds share the name. */
  app(environment: EnvironmentKey, name: string, kind?: WorkloadKind): App | undefined;
  /**
   * To be waited for before `apps` of the same, which else is answered in one piece however long that takes: null where it takes a few
   * milliseconds. What is asked right when this has resolved takes as little. Throws as `apps` for a page that is refused.
   */
  prepareApps(filter: AppFilter, order: AppOrder, page: PageArguments): Promise<void> | null;
  apps(filter: AppFilter, order: AppOrder, page: PageArguments): Page<App>;
  appHealth(app: App): Health;
  instanceHealth(instance: AppInstance): Health;
  replicas(app: App): ReplicaCounts;
  /**
   * Stands for what clusters told of the app: its workloads, revisions and pods, and the health that follows from them, or from their
   * being stale. The same object for as long as that is the same; null where it may change without anything being told, while a deadline runs.
   */
  appVersion(app: App): object | null;
  /** As `appVersion`, for the environment's placements and all of its apps, whether they are seen or not. */
  environmentVersion(environment: Environment): object | null;
  /** As `appVersion`, for all of the tenant's environments, whether they are seen or not. */
  tenantVersion(tenant: Tenant): object | null;
  /** The image that all instances agree on, else null. */
  image(app: App): string | null;
  manager(instance: AppInstance): Manager | null;
  managerOf(app: App): Manager | null;
  /** HPA that targets the instance's workload, or null. */
  autoscaler(instance: AppInstance): HorizontalPodAutoscaler | null;
  pods(app: App, page: PageArguments): Page<FleetPod>;
  instancePods(instance: AppInstance): readonly Pod[];
  events(app: App, page: PageArguments): Page<FleetEvent>;
  revisions(app: App, page: PageArguments): Page<Revision>;
  revision(app: App, templateDigest: string): Revision | undefined;
  podById(clusterId: string, uid: string): FleetPod | undefined;
  /** Where its namespace belongs now; undefined where it is shown nowhere, or gone. */
  environmentOf(pod: FleetPod): EnvironmentKey | undefined;

  /** Whether what the app was made of still belongs to what is seen, or is gone: it may have moved to another tenant since. */
  isInSight(app: App): boolean;
}

/** The fleet as one caller sees it: what that caller may not see does not exist in it. */
export type SeenFleet = Seen<Fleet>;

/** The fleet with everything in it. */
export interface WholeFleet extends Fleet {
  seenBy(access: Access): SeenFleet;
  /** Calls the listener (soon, coalesced) after anything that shows in the app changed: workloads, pods, revisions, staleness. */
  onAppChange(key: AppKey, listener: () => void): () => void;
  /**
   * For every app: called with those that came or went, whose workloads changed, or whose cluster's state did (its status, whether it
   * was read whole, why it is missing). Not for their pods, revisions and events, of which there are very many. Many at once come in
   * portions. Told, too, are the clusters of which anything else is said than before, perhaps without any app.
   */
  onAnyAppChange(listener: (apps: readonly AppKey[], clusters: readonly ClusterSource[]) => void): () => void;
}
