import type { CacheChange, CachedKind, CachedObject, KindAvailability } from '../../clusters/cached-kind.ts';
import type { ClusterDefinition } from '../../clusters/cluster-definition.ts';
import type { ClusterRegistry, ClusterSource } from '../../clusters/cluster-source.ts';
import type { ClusterState, Freshness } from '../../clusters/cluster-state.ts';
import type { NodeUsage, PodUsage, UsageAvailability, UsageSample, UsageTable } from '../../clusters/cluster-usage.ts';
import type { WorkloadWriter } from '../../clusters/workload-writer.ts';
import type {
  ClusterNode,
  HorizontalPodAutoscaler,
  KubernetesEvent,
  Namespace,
} from '../../workloads/cluster-objects.ts';
import { MemoryLogs } from '../../logs/testing/memory-logs.ts';
import type { Pod } from '../../workloads/pod.ts';
import type { RevisionRecord } from '../../workloads/revision-record.ts';
import type { Workload, WorkloadKind } from '../../workloads/workload.ts';
import { start } from './objects.ts';

/** Fixture: a cache that a test fills by hand. It holds data and tells changes, and knows nothing of Kubernetes. */
export class MemoryKind<T extends CachedObject> implements CachedKind<T> {
  availability: KindAvailability = { status: 'SYNCED' };
  freshness: Freshness = { observedAt: start, stale: false };
  readonly #objects = new Map<string, T>();
  readonly #namespaces = new Map<string, Map<string, T>>();
  readonly #owned = new Map<string, Map<string, T>>();
  readonly #listeners = new Set<(change: CacheChange<T>) => void>();
  readonly #shown: (object: T) => T;
  readonly #countOf: (object: T) => number;

  /** @param anew whether an answer is another object for each question, as of kinds that are held in columns */
  constructor(anew = false, countOf: (object: T) => number = () => 0) {
    this.#countOf = countOf;
    this.#shown = anew ? (object) => ({ ...object }) : (object) => object;
  }

  get size(): number {
    return this.#objects.size;
  }
  get(uid: string): T | undefined {
    return this.#one(this.#objects.get(uid));
  }
  find(namespace: string, name: string): T | undefined {
    return this.#one(this.#namespaces.get(namespace)?.get(name));
  }
  inNamespace(namespace: string): readonly T[] {
    return [...(this.#namespaces.get(namespace)?.values() ?? [])].map(this.#shown);
  }
  ownedBy(uid: string): readonly T[] {
    return [...(this.#owned.get(uid)?.values() ?? [])].map(this.#shown);
  }
  uidsOwnedBy(uid: string): readonly string[] {
    return [...(this.#owned.get(uid)?.keys() ?? [])];
  }
  countOwnedBy(uid: string): number {
    return [...(this.#owned.get(uid)?.values() ?? [])].reduce((sum, object) => sum + this.#countOf(object), 0);
  }
  ownerOf(uid: string): string | null {
    return this.#objects.get(uid)?.meta.controller?.uid ?? null;
  }
  all(): Iterable<T> {
    return Array.from(this.#objects.values(), this.#shown);
  }
  subscribe(listener: (change: CacheChange<T>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds or replaces by uid; another uid under the same name is a delete and an add. */
  put(object: T): T {
    const namesake = this.find(object.meta.namespace, object.meta.name);
    if (namesake !== undefined && namesake.meta.uid !== object.meta.uid) this.remove(namesake.meta.uid);
    const previous = this.#objects.get(object.meta.uid);
    if (previous !== undefined) this.#forget(previous);
    this.#objects.set(object.meta.uid, object);
    into(this.#namespaces, object.meta.namespace).set(object.meta.name, object);
    if (object.meta.controller !== null) into(this.#owned, object.meta.controller.uid).set(object.meta.uid, object);
    this.#tell(
      previous === undefined
        ? { type: 'ADDED', object }
        : { type: 'MODIFIED', object, formerOwner: previous.meta.controller?.uid ?? null },
    );
    return object;
  }

  remove(uid: string): void {
    const object = this.#objects.get(uid);
    if (object === undefined) return;
    this.#forget(object);
    this.#tell({ type: 'DELETED', object });
  }

  #one(object: T | undefined): T | undefined {
    return object === undefined ? undefined : this.#shown(object);
  }

  #forget(object: T): void {
    this.#objects.delete(object.meta.uid);
    this.#namespaces.get(object.meta.namespace)?.delete(object.meta.name);
    if (object.meta.controller !== null) this.#owned.get(object.meta.controller.uid)?.delete(object.meta.uid);
  }

  #tell(change: CacheChange<T>): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** Fixture: samples that a test puts there by hand. */
export class MemoryUsage<T extends UsageSample> implements UsageTable<T> {
  availability: UsageAvailability = { status: 'SYNCED' };
  freshness: Freshness = { observedAt: start, stale: false };
  readonly #samples = new Map<string, T>();

  get size(): number {
    return this.#samples.size;
  }
  find(namespace: string, name: string): T | undefined {
    return this.#samples.get(`${namespace}/${name}`);
  }
  put(namespace: string, name: string, sample: T): void {
    this.#samples.set(`${namespace}/${name}`, sample);
  }
}

class MemoryEvents extends MemoryKind<KubernetesEvent> {
  about(uid: string): readonly KubernetesEvent[] {
    return [...this.all()].filter((event) => event.object.uid === uid);
  }
}

const noWriter: WorkloadWriter = {
  maxEarlyDryRuns: 0,
  read: () => Promise.reject(new Error('a memory cluster cannot be called')),
  readRevisions: () => Promise.reject(new Error('a memory cluster cannot be called')),
  readQuotas: () => Promise.reject(new Error('a memory cluster cannot be called')),
  patch: () => Promise.reject(new Error('a memory cluster cannot be called')),
};

/** Fixture: a registered cluster of memory kinds. */
export class MemoryCluster implements ClusterSource {
  readonly id: string;
  readonly name: string;
  readonly definition: ClusterDefinition;
  readonly namespaces = new MemoryKind<Namespace>();
  readonly nodes = new MemoryKind<ClusterNode>();
  readonly workloads: Readonly<Record<WorkloadKind, MemoryKind<Workload>>> = {
    DEPLOYMENT: new MemoryKind<Workload>(),
    STATEFUL_SET: new MemoryKind<Workload>(),
    DAEMON_SET: new MemoryKind<Workload>(),
  };
  readonly replicaSets = new MemoryKind<RevisionRecord>(true);
  readonly controllerRevisions = new MemoryKind<RevisionRecord>();
  readonly pods = new MemoryKind<Pod>(true, ({ restarts }) => restarts);
  readonly events = new MemoryEvents();
  readonly autoscalers = new MemoryKind<HorizontalPodAutoscaler>();
  readonly usage = { pods: new MemoryUsage<PodUsage>(), nodes: new MemoryUsage<NodeUsage>() };
  readonly logs = new MemoryLogs();
  readonly writer = noWriter;
  #state: ClusterState = {
    status: 'READY',
    message: null,
    uid: 'uid-kube-system',
    kubernetesVersion: 'v1.36.3',
    synced: true,
    gap: null,
  };
  readonly #listeners = new Set<(state: ClusterState) => void>();

  constructor(name: string, definition: Partial<ClusterDefinition> = {}, id = `id-${name}`) {
    this.id = id;
    this.name = name;
    this.definition = {
      name,
      labels: {},
      connection: { type: 'inCluster' },
      tenants: ['*'],
      adopt: { namespaces: '{tenant}-{environment}', hide: ['kube-*'] },
      origin: `${name}.yaml`,
      ...definition,
    };
  }

  get state(): ClusterState {
    return this.#state;
  }
  get freshness(): Freshness {
    return { observedAt: start, stale: this.#state.gap !== null };
  }
  onState(listener: (state: ClusterState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setState(state: Partial<ClusterState>): void {
    this.#state = { ...this.#state, ...state };
    for (const listener of this.#listeners) listener(this.#state);
  }
  /** The cluster stops answering: everything it told before is stale. */
  loseTouch(since = start, message = 'connection refused'): void {
    for (const kind of this.#kinds()) kind.freshness = { ...kind.freshness, stale: true };
    this.setState({ status: 'UNREACHABLE', gap: { reason: 'UNREACHABLE', since, message } });
  }
  comeBack(): void {
    for (const kind of this.#kinds()) kind.freshness = { ...kind.freshness, stale: false };
    this.setState({ status: 'READY', gap: null });
  }
  #kinds(): { freshness: Freshness }[] {
    return [
      this.namespaces,
      this.nodes,
      ...Object.values(this.workloads),
      this.replicaSets,
      this.controllerRevisions,
      this.pods,
      this.events,
      this.autoscalers,
    ];
  }
}

/** Fixture: the clusters that a test registers. */
export class MemoryRegistry implements ClusterRegistry {
  readonly #clusters = new Map<string, ClusterSource>();
  readonly #listeners = new Set<Parameters<ClusterRegistry['onChange']>[0]>();

  constructor(...clusters: readonly ClusterSource[]) {
    for (const cluster of clusters) this.#clusters.set(cluster.id, cluster);
  }
  list(): readonly ClusterSource[] {
    return [...this.#clusters.values()];
  }
  byId(id: string): ClusterSource | undefined {
    return this.#clusters.get(id);
  }
  byName(name: string): ClusterSource | undefined {
    return this.list().find((cluster) => cluster.name === name);
  }
  onChange(listener: Parameters<ClusterRegistry['onChange']>[0]): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  add(cluster: ClusterSource): void {
    const old = this.#clusters.get(cluster.id);
    if (old !== undefined) this.remove(old);
    this.#clusters.set(cluster.id, cluster);
    for (const listener of this.#listeners) listener({ type: 'ADDED', cluster });
  }
  remove(cluster: ClusterSource): void {
    this.#clusters.delete(cluster.id);
    for (const listener of this.#listeners) listener({ type: 'REMOVED', cluster });
  }
}

function into<K, L, V>(maps: Map<K, Map<L, V>>, key: K): Map<L, V> {
  const found = maps.get(key);
  if (found !== undefined) return found;
  const made = new Map<L, V>();
  maps.set(key, made);
  return made;
}
