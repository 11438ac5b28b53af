import type { ClusterNode, HorizontalPodAutoscaler, KubernetesEvent, Namespace } from '../workloads/cluster-objects.ts';
import type { Pod } from '../workloads/pod.ts';
import type { RevisionRecord } from '../workloads/revision-record.ts';
import type { Workload, WorkloadKind } from '../workloads/workload.ts';
import type { LogSource } from '../logs/log-source.ts';
import type { CachedKind } from './cached-kind.ts';
import type { ClusterDefinition } from './cluster-definition.ts';
import type { ClusterState } from './cluster-state.ts';
import type { ClusterUsage } from './cluster-usage.ts';
import type { WorkloadWriter } from './workload-writer.ts';

/** One registered cluster, as the rest of the product sees it: its state, its caches, and the way to change it. */
export interface ClusterSource {
  /** Minted in the records, bound to the uid once that is known: a rename keeps it. */
  readonly id: string;
  readonly name: string;
  readonly definition: ClusterDefinition;
  readonly state: ClusterState;
  /** Freshness over all kinds: the least fresh. */
  readonly freshness: { readonly observedAt: number | null; readonly stale: boolean };
  readonly namespaces: CachedKind<Namespace>;
  readonly nodes: CachedKind<ClusterNode>;
  readonly workloads: Readonly<Record<WorkloadKind, CachedKind<Workload>>>;
  readonly replicaSets: CachedKind<RevisionRecord>;
  readonly controllerRevisions: CachedKind<RevisionRecord>;
  readonly pods: CachedKind<Pod>;
  /** Events by the uid of the object they are about, newest last; bounded per object. */
  readonly events: CachedKind<KubernetesEvent> & { about(uid: string): readonly KubernetesEvent[] };
  readonly autoscalers: CachedKind<HorizontalPodAutoscaler>;
  /** What pods and machines use now. */
  readonly usage: ClusterUsage;
  readonly logs: LogSource;
  readonly writer: WorkloadWriter;
  /** Calls the listener when `state` changed; the answer ends that. */
  onState(listener: (state: ClusterState) => void): () => void;
}

/** The clusters that are registered now. */
export interface ClusterRegistry {
  list(): readonly ClusterSource[];
  byId(id: string): ClusterSource | undefined;
  byName(name: string): ClusterSource | undefined;
  /** Calls the listener when a cluster was added, replaced or removed; the answer ends that. */
  onChange(
    listener: (change: { readonly type: 'ADDED' | 'REMOVED'; readonly cluster: ClusterSource }) => void,
  ): () => void;
}
