import type { ClusterRegistry, ClusterSource } from '../clusters/cluster-source.ts';
import { nameApps } from '../tenancy/adoption.ts';
import { AppChanges } from './app-changes.ts';
import { ClusterIndex } from './cluster-index.ts';
import type { ClusterIndexListener } from './cluster-index.ts';
import { AppSnapshot, EnvironmentSnapshot } from './snapshots.ts';
import type { App, Environment, Placement } from './fleet-model.ts';
import type { AppEntry, EnvironmentEntry, InstanceEntry, NamespaceEntry, TenantEntry } from './index-entries.ts';
import { appText, environmentText } from './key-text.ts';
import type { AppKey, EnvironmentKey } from './keys.ts';
import { SortedSet, compareText } from './sorted-set.ts';

/** Told what changed; keys may be told more often than they changed. */
export interface FleetIndexListener {
  /** The workload changed, or something that belongs to it: pods, revisions, events. Told at once, before names are put right. */
  touched(instance: InstanceEntry, what: 'WORKLOAD' | 'PARTS'): void;
  appChanged(key: AppKey): void;
  clusterTouched(cluster: ClusterSource): void;
  /** There is something for `settle` to do. */
  unsettled(): void;
}

/** As many workloads are put in their places whether anybody asks or not: who asks then may not wait for all that came in a first sync. */
const muchToSettle = 500;
/** Of a namespace that is put right, all workloads are looked at: it waits for a question while fewer than one in so many of them changed. */
const settledShare = 4;

/**
 * Tenants, environments and apps over all clusters, kept up with the caches. A change costs what it touches; names and places
 * are put right by `settle`, which every question begins with, so that what changes together is one piece of work.
 */
export class FleetIndex implements ClusterIndexListener {
  readonly environments = new SortedSet<EnvironmentEntry>();
  readonly apps = new SortedSet<AppEntry>();
  readonly tenants = new SortedSet<TenantEntry>();
  /** Of apps; also of those whose health is another without any change of an object: see `HealthWatch`. */
  readonly changes = new AppChanges();
  readonly #clusters = new Map<string, ClusterIndex>();
  /** With how many of their workloads, at most, have to be put in their places. */
  readonly #unsettled = new Map<NamespaceEntry, number>();
  /** How many workloads came to that since it was last looked for such namespaces. */
  #toSettle = 0;
  readonly #listener: FleetIndexListener;
  readonly #unsubscribe: () => void;

  constructor(registry: ClusterRegistry, listener: FleetIndexListener) {
    this.#listener = listener;
    this.#unsubscribe = registry.onChange(({ type, cluster }) => {
      if (type === 'ADDED') this.#add(cluster);
      else this.#remove(cluster);
    });
    for (const cluster of registry.list()) this.#add(cluster);
  }

  close(): void {
    this.#unsubscribe();
    for (const index of this.#clusters.values()) index.close();
  }

  clusters(): Iterable<ClusterIndex> {
    return this.#clusters.values();
  }

  cluster(id: string): ClusterIndex | undefined {
    return this.#clusters.get(id);
  }

  namespaceChanged(namespace: NamespaceEntry, workloads: number): void {
    this.#unsettled.set(namespace, (this.#unsettled.get(namespace) ?? 0) + workloads);
    this.#toSettle += workloads;
    this.#listener.unsettled();
  }

  told(): void {
    if (this.#toSettle >= muchToSettle) this.#settleFrom(settledShare);
  }

  instanceReplaced(entry: InstanceEntry): void {
    if (entry.app !== null) entry.app.snapshot = null;
    this.#touch(entry, 'WORKLOAD');
  }

  instanceTouched(entry: InstanceEntry): void {
    this.#touch(entry, 'PARTS');
  }

  instanceRemoved(entry: InstanceEntry): void {
    this.#detach(entry);
  }

  clusterTouched(cluster: ClusterSource): void {
    this.#listener.clusterTouched(cluster);
  }

  settle(): void {
    this.#settleFrom(Number.POSITIVE_INFINITY);
  }

  /** The app as it is now: one object until it changes. */
  app(entry: AppEntry): App {
    if (entry.snapshot !== null) return entry.snapshot;
    const instances = [...entry.instances.values()].map(({ instance }) => instance);
    instances.sort((a, b) => compareText(a.cluster.name, b.cluster.name));
    entry.snapshot = new AppSnapshot(entry, Object.freeze(instances));
    return entry.snapshot;
  }

  /** What is kept of this very app; undefined once there is a newer one. */
  appEntryOf(app: App): AppEntry | undefined {
    const entry = AppSnapshot.entryOf(app);
    return entry?.snapshot === app ? entry : undefined;
  }

  /** The environment as it is now: one object until its placements change. */
  environment(entry: EnvironmentEntry): Environment {
    if (entry.snapshot !== null) return entry.snapshot;
    const placements = [...entry.placements.values()].map(placementOf);
    placements.sort((a, b) => compareText(a.cluster.name, b.cluster.name));
    entry.snapshot = new EnvironmentSnapshot(entry, Object.freeze(placements));
    return entry.snapshot;
  }

  /** What is kept of this very environment; undefined once there is a newer one. */
  environmentEntryOf(environment: Environment): EnvironmentEntry | undefined {
    const entry = EnvironmentSnapshot.entryOf(environment);
    return entry?.snapshot === environment ? entry : undefined;
  }

  #add(cluster: ClusterSource): void {
    const known = this.#clusters.get(cluster.id);
    if (known?.cluster === cluster) return;
    if (known !== undefined) this.#drop(known);
    this.#clusters.set(cluster.id, new ClusterIndex(cluster, this));
  }

  #remove(cluster: ClusterSource): void {
    const known = this.#clusters.get(cluster.id);
    if (known?.cluster === cluster) this.#drop(known);
  }

  #drop(index: ClusterIndex): void {
    index.close();
    this.#clusters.delete(index.cluster.id);
    for (const namespace of index.namespaces.values()) {
      this.#unsettled.delete(namespace);
      for (const instance of namespace.instances.values()) this.#detach(instance);
      this.#leave(namespace);
    }
  }

  #touch(entry: InstanceEntry, what: 'WORKLOAD' | 'PARTS'): void {
    entry.health = null;
    entry.restarts = null;
    entry.updatedAt = null;
    if (entry.app !== null) {
      this.changes.add(entry.app);
      renewApp(entry.app);
    }
    this.#listener.touched(entry, what);
  }

  /** Puts right the namespaces of whose workloads at least one in so many changed. */
  #settleFrom(share: number): void {
    this.#toSettle = 0;
    for (const [namespace, workloads] of this.#unsettled) {
      if (workloads < namespace.instances.size / share) continue;
      this.#unsettled.delete(namespace);
      this.#settle(namespace);
    }
  }

  #settle(namespace: NamespaceEntry): void {
    const index = this.#clusters.get(namespace.cluster.id);
    if (index?.cluster !== namespace.cluster) return;
    const key = index.environmentOf(namespace);
    const { environment } = namespace;
    if (environment !== null && (key === null || environmentText(key) !== environmentText(environment))) {
      for (const instance of namespace.instances.values()) this.#detach(instance);
      this.#leave(namespace);
    }
    if (key === null) {
      index.forgetEmpty(namespace);
      return;
    }
    const entry = this.#enter(namespace, key);
    const ofKind = Map.groupBy(namespace.instances.values(), ({ instance }) => instance.workload.kind);
    for (const instances of ofKind.values()) this.#nameInstances(namespace, entry, instances);
  }

  /** Those of one kind. */
  #nameInstances(namespace: NamespaceEntry, environment: EnvironmentEntry, instances: readonly InstanceEntry[]): void {
    const workloads = instances.map(({ instance }) => instance.workload);
    const names = nameApps(namespace.cluster.definition, workloads);
    const moving = instances.filter((entry) => entry.app?.key.name !== names.get(entry.instance.workload.meta.uid));
    // All leave before any enters: they may swap names.
    for (const entry of moving) this.#detach(entry);
    for (const entry of moving) {
      const { uid, name } = entry.instance.workload.meta;
      this.#attach(entry, environment, names.get(uid) ?? name);
    }
  }

  #enter(namespace: NamespaceEntry, key: EnvironmentKey): EnvironmentEntry {
    if (namespace.environment !== null) return namespace.environment;
    const text = environmentText(key);
    let entry = this.environments.get(text);
    if (entry === undefined) {
      entry = {
        ...key,
        owner: this.#owner(key.tenant),
        placements: new Map(),
        apps: new SortedSet(),
        snapshot: null,
        unsettledUntil: 0,
        version: null,
      };
      this.environments.set(text, entry);
      entry.owner.environments += 1;
    }
    // Another namespace of this cluster may still be here, which has lost it and is not settled yet.
    const former = entry.placements.get(namespace.cluster.id);
    if (former !== undefined && former !== namespace) {
      for (const instance of former.instances.values()) this.#detach(instance);
      former.environment = null;
      this.#unsettled.set(former, former.instances.size);
    }
    entry.placements.set(namespace.cluster.id, namespace);
    entry.snapshot = null;
    renew(entry);
    namespace.environment = entry;
    return entry;
  }

  #leave(namespace: NamespaceEntry): void {
    const { environment } = namespace;
    namespace.environment = null;
    if (environment === null || environment.placements.get(namespace.cluster.id) !== namespace) return;
    environment.placements.delete(namespace.cluster.id);
    environment.snapshot = null;
    renew(environment);
    if (environment.placements.size > 0) return;
    this.environments.delete(environmentText(environment));
    const { owner } = environment;
    owner.environments -= 1;
    if (owner.environments === 0) this.tenants.delete(owner.name);
  }

  #owner(name: string): TenantEntry {
    const known = this.tenants.get(name);
    if (known !== undefined) return known;
    const tenant: TenantEntry = { name, environments: 0, version: null, clusters: [] };
    this.tenants.set(name, tenant);
    return tenant;
  }

  #attach(instance: InstanceEntry, environment: EnvironmentEntry, name: string): void {
    const { kind } = instance.instance.workload;
    const key: AppKey = { tenant: environment.tenant, environment: environment.environment, name, kind };
    const text = appText(key);
    let app = this.apps.get(text);
    if (app === undefined) {
      app = { key, text, environment, instances: new Map(), snapshot: null, changedAt: -1, version: null };
      this.apps.set(text, app);
      environment.apps.set(text, app);
    }
    app.instances.set(instance.instance.cluster.id, instance);
    app.snapshot = null;
    renewApp(app);
    instance.app = app;
    this.changes.add(app);
    this.#listener.appChanged(key);
  }

  #detach(instance: InstanceEntry): void {
    const { app } = instance;
    if (app === null) return;
    instance.app = null;
    app.snapshot = null;
    renewApp(app);
    const clusterId = instance.instance.cluster.id;
    if (app.instances.get(clusterId) === instance) app.instances.delete(clusterId);
    if (app.instances.size === 0) {
      this.apps.delete(app.text);
      app.environment.apps.delete(app.text);
    }
    this.changes.add(app);
    this.#listener.appChanged(app.key);
  }
}

/** Whatever was said of it may not hold any more. */
function renewApp(app: AppEntry): void {
  app.version = null;
  renew(app.environment);
}

function renew(environment: EnvironmentEntry): void {
  environment.version = null;
  environment.unsettledUntil = 0;
  environment.owner.version = null;
  environment.owner.clusters = [];
}

function placementOf(namespace: NamespaceEntry): Placement {
  const { cluster, name } = namespace;
  return {
    cluster,
    namespace: name,
    get freshness() {
      return cluster.freshness;
    },
  };
}
