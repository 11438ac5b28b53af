import type { CacheChange, CachedObject } from '../clusters/cached-kind.ts';
import type { ClusterSource } from '../clusters/cluster-source.ts';
import { adoptNamespace, claimedAppName, unassignedEnvironment } from '../tenancy/adoption.ts';
import type { Namespace } from '../workloads/cluster-objects.ts';
import { workloadKinds } from '../workloads/workload.ts';
import type { Workload } from '../workloads/workload.ts';
import type { InstanceEntry, NamespaceEntry } from './index-entries.ts';
import { environmentText } from './key-text.ts';
import type { EnvironmentKey } from './keys.ts';

/** What a cluster tells the fleet's index. */
export interface ClusterIndexListener {
  /**
   * The namespace or the names in it may be others now: to be put right before the next question is answered.
   * @param workloads of how many of it that has to be seen
   */
  namespaceChanged(namespace: NamespaceEntry, workloads: number): void;
  /** All that follows from one change is told. */
  told(): void;
  /** The workload itself was replaced; its names and place are as before. */
  instanceReplaced(instance: InstanceEntry): void;
  /** Something about the instance changed: pods, revisions, events. */
  instanceTouched(instance: InstanceEntry): void;
  instanceRemoved(instance: InstanceEntry): void;
  /** The cluster's state or the freshness of all that it told changed. */
  clusterTouched(cluster: ClusterSource): void;
}

/** The namespaces and workloads of one cluster, followed through its caches. */
export class ClusterIndex {
  readonly cluster: ClusterSource;
  readonly namespaces = new Map<string, NamespaceEntry>();
  /** By the workload's uid. */
  readonly instances = new Map<string, InstanceEntry>();
  readonly #listener: ClusterIndexListener;
  readonly #claimants = new Map<string, Set<NamespaceEntry>>();
  readonly #unsubscribe: (() => void)[];
  #namespacesKnown: string;

  constructor(cluster: ClusterSource, listener: ClusterIndexListener) {
    this.cluster = cluster;
    this.#listener = listener;
    this.#namespacesKnown = cluster.namespaces.availability.status;
    // Subscribed before reading: what changes in between is seen twice, never not at all.
    this.#unsubscribe = [
      cluster.namespaces.subscribe((change) => {
        this.#onNamespace(change);
        listener.told();
      }),
      ...workloadKinds.map((kind) =>
        cluster.workloads[kind].subscribe((change) => {
          this.#onWorkload(change);
          listener.told();
        }),
      ),
      cluster.replicaSets.subscribe((change) => this.#touchOwners(change)),
      cluster.controllerRevisions.subscribe((change) => this.#touchOwners(change)),
      cluster.pods.subscribe((change) => this.#touchOwners(change)),
      cluster.events.subscribe((change) => this.#touchAbout(change.object.object.uid)),
      cluster.onState(() => this.#onState()),
    ];
    for (const object of cluster.namespaces.all()) this.#onNamespace({ type: 'ADDED', object });
    for (const kind of workloadKinds) {
      for (const object of cluster.workloads[kind].all()) this.#onWorkload({ type: 'ADDED', object });
    }
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  /** The workload that a pod, a ReplicaSet or a ControllerRevision belongs to. */
  ownerOf(object: CachedObject): InstanceEntry | undefined {
    const uid = object.meta.controller?.uid;
    return uid === undefined ? undefined : this.#byOwnUid(uid);
  }

  /**
   * Which environment the namespace holds. Two namespaces of one cluster cannot both hold one: the older keeps it, and the other
   * is shown as unassigned, so that nobody takes over an environment by labelling another namespace.
   */
  environmentOf(entry: NamespaceEntry): EnvironmentKey | null {
    if (entry.claim === null) return null;
    for (const other of this.#claimants.get(environmentText(entry.claim)) ?? []) {
      if (other !== entry && isOlder(other, entry)) return unassignedEnvironment(this.cluster.name, entry.name);
    }
    return entry.claim;
  }

  /** Drops what is kept of a namespace that holds nothing and is not known to exist. */
  forgetEmpty(entry: NamespaceEntry): void {
    if (entry.object !== null || entry.instances.size > 0) return;
    this.namespaces.delete(entry.name);
    if (entry.claim !== null) this.#claimants.get(environmentText(entry.claim))?.delete(entry);
  }

  #onNamespace(change: CacheChange<Namespace>): void {
    const entry = this.#namespace(change.object.meta.name);
    if (change.type === 'DELETED') {
      // A recreated namespace may have come before the old one's end.
      if (entry.object?.meta.uid !== change.object.meta.uid) return;
      entry.object = null;
    } else entry.object = change.object;
    this.#claim(entry);
  }

  #onWorkload(change: CacheChange<Workload>): void {
    const { object } = change;
    const known = this.instances.get(object.meta.uid);
    if (change.type === 'DELETED') {
      if (known === undefined) return;
      this.instances.delete(object.meta.uid);
      known.namespace.instances.delete(object.meta.uid);
      this.#listener.instanceRemoved(known);
      this.#listener.namespaceChanged(known.namespace, 1);
      return;
    }
    const instance = { cluster: this.cluster, workload: object };
    if (known !== undefined) {
      const { definition } = this.cluster;
      const claimed = claimedAppName(definition, known.instance.workload);
      known.instance = instance;
      this.#listener.instanceReplaced(known);
      if (claimed !== claimedAppName(definition, object)) this.#listener.namespaceChanged(known.namespace, 1);
      return;
    }
    const namespace = this.#namespace(object.meta.namespace);
    const entry: InstanceEntry = { instance, namespace, app: null, health: null, restarts: null, updatedAt: null };
    this.instances.set(object.meta.uid, entry);
    namespace.instances.set(object.meta.uid, entry);
    this.#listener.namespaceChanged(namespace, 1);
  }

  #namespace(name: string): NamespaceEntry {
    const known = this.namespaces.get(name);
    if (known !== undefined) return known;
    const entry: NamespaceEntry = {
      cluster: this.cluster,
      name,
      object: null,
      claim: null,
      environment: null,
      instances: new Map(),
    };
    this.namespaces.set(name, entry);
    this.#claim(entry);
    return entry;
  }

  #claim(entry: NamespaceEntry): void {
    const before = entry.claim === null ? null : environmentText(entry.claim);
    entry.claim = this.#claimOf(entry);
    const after = entry.claim === null ? null : environmentText(entry.claim);
    for (const text of new Set([before, after])) {
      if (text === null) continue;
      let claimants = this.#claimants.get(text);
      if (claimants === undefined) this.#claimants.set(text, (claimants = new Set()));
      // Who else claims it may get it now, or lose it.
      for (const other of claimants) this.#listener.namespaceChanged(other, other.instances.size);
      if (text === after) claimants.add(entry);
      else claimants.delete(entry);
      if (claimants.size === 0) this.#claimants.delete(text);
    }
    this.#listener.namespaceChanged(entry, entry.instances.size);
  }

  #claimOf(entry: NamespaceEntry): EnvironmentKey | null {
    let facts: { readonly meta: Pick<Namespace['meta'], 'name' | 'labels'> } | null = entry.object;
    if (facts === null) {
      // Where namespaces may not be read, their names have to do.
      const { status } = this.cluster.namespaces.availability;
      if (status === 'SYNCED' || status === 'SYNCING') return null;
      facts = { meta: { name: entry.name, labels: {} } };
    }
    const adopted = adoptNamespace(this.cluster.definition, facts);
    return adopted === 'hidden' ? null : adopted;
  }

  /** Also whom it belonged to before: a pod can be given up, and be taken by another. */
  #touchOwners(change: CacheChange<CachedObject>): void {
    const owner = this.ownerOf(change.object);
    if (owner !== undefined) this.#listener.instanceTouched(owner);
    if (change.type !== 'MODIFIED') return;
    const { formerOwner } = change;
    if (formerOwner === null || formerOwner === change.object.meta.controller?.uid) return;
    const former = this.#byOwnUid(formerOwner);
    if (former !== undefined && former !== owner) this.#listener.instanceTouched(former);
  }

  #touchAbout(uid: string): void {
    const about = this.#byOwnUid(uid) ?? this.#ofPod(uid);
    if (about !== undefined) this.#listener.instanceTouched(about);
  }

  #ofPod(uid: string): InstanceEntry | undefined {
    const owner = this.cluster.pods.ownerOf(uid);
    return owner === null ? undefined : this.#byOwnUid(owner);
  }

  /** By the uid of a workload, or of a revision of one. */
  #byOwnUid(uid: string): InstanceEntry | undefined {
    const workload = this.instances.get(uid);
    if (workload !== undefined) return workload;
    const owner = this.cluster.replicaSets.ownerOf(uid);
    return owner === null ? undefined : this.instances.get(owner);
  }

  #onState(): void {
    const { status } = this.cluster.namespaces.availability;
    if (status !== this.#namespacesKnown) {
      this.#namespacesKnown = status;
      for (const entry of this.namespaces.values()) if (entry.object === null) this.#claim(entry);
    }
    this.#listener.clusterTouched(this.cluster);
  }
}

/** Creation decides; the name where that is the same second. */
function isOlder(one: NamespaceEntry, other: NamespaceEntry): boolean {
  const [a, b] = [one.object?.meta.createdAt ?? Number.MAX_VALUE, other.object?.meta.createdAt ?? Number.MAX_VALUE];
  return a < b || (a === b && one.name < other.name);
}
