import type { Clock } from '../../lib/clock.ts';
import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { HorizontalPodAutoscaler } from '../workloads/cluster-objects.ts';
import type { Pod } from '../workloads/pod.ts';
import { workloadKinds } from '../workloads/workload.ts';
import { currentRevision, podsOf, restartsOf } from './current-revision.ts';
import type { Revision } from './fleet.ts';
import type { FleetIndex } from './fleet-index.ts';
import type { App, AppInstance, Environment, Health, Manager, ReplicaCounts, Tenant } from './fleet-model.ts';
import { healthRank, judgeHealth, staleHealth, worstHealth } from './health.ts';
import type { AppEntry, EnvironmentEntry, InstanceEntry } from './index-entries.ts';
import { tenantPrefix } from './key-text.ts';
import { revisionsOf } from './revisions.ts';
import { StaleMarks } from './stale-marks.ts';
import { sumReplicas } from './sum-replicas.ts';
import { kindNames, managerOfWorkload } from './workload-manager.ts';

/** What can be said of one app or instance. What costs more than a glance is kept until the instance changes. */
export class FleetAnswers {
  readonly #index: FleetIndex;
  readonly #clock: Clock;
  readonly #staleMarks = new StaleMarks();

  constructor(index: FleetIndex, clock: Clock) {
    this.#index = index;
    this.#clock = clock;
  }

  appHealth(app: App): Health {
    return worstHealth(app.instances.map((instance) => this.instanceHealth(instance)));
  }

  instanceHealth(instance: AppInstance): Health {
    const stale = staleHealth(instance);
    if (stale !== null) return stale;
    const now = this.#clock.now();
    const entry = this.#entry(instance);
    if (entry === undefined) return judgeHealth(instance, now).health;
    if (entry.health === null || entry.health.until <= now) entry.health = judgeHealth(instance, now);
    return entry.health.health;
  }

  appVersion(app: App): object | null {
    this.#index.settle();
    const entry = this.#index.appEntryOf(app);
    if (entry === undefined) return null;
    if (entry.version === null && this.#unsettledUntil(entry) > 0) return null;
    entry.version ??= {};
    const marks: object[] = [];
    for (const { instance } of entry.instances.values()) {
      const mark = this.#staleMarks.of(instance.cluster, instance.workload.kind);
      if (mark !== null) marks.push(mark);
    }
    return this.#staleMarks.with(entry.version, marks);
  }

  environmentVersion(environment: Environment): object | null {
    this.#index.settle();
    const entry = this.#index.environmentEntryOf(environment);
    const version = entry && this.#environmentVersion(entry);
    if (!version) return null;
    return this.#withMarks(
      version,
      Array.from(entry.placements.values(), ({ cluster }) => cluster),
    );
  }

  tenantVersion({ name }: Tenant): object | null {
    this.#index.settle();
    const entry = this.#index.tenants.get(name);
    if (entry === undefined) return null;
    if (entry.version === null) {
      const clusters = new Set<ClusterSource>();
      for (const environment of this.#index.environments.withPrefix(tenantPrefix(name))) {
        if (this.#environmentVersion(environment) === null) return null;
        for (const { cluster } of environment.placements.values()) clusters.add(cluster);
      }
      entry.version = {};
      entry.clusters = [...clusters];
    }
    return this.#withMarks(entry.version, entry.clusters);
  }

  #withMarks(version: object, clusters: readonly ClusterSource[]): object {
    const marks: object[] = [];
    for (const cluster of clusters) {
      // Of an environment without apps this is what its health goes by.
      if (cluster.freshness.stale) marks.push(this.#staleMarks.ofCluster(cluster));
      for (const kind of workloadKinds) {
        const mark = this.#staleMarks.of(cluster, kind);
        if (mark !== null) marks.push(mark);
      }
    }
    return this.#staleMarks.with(version, marks);
  }

  /** Whether its clusters are stale or not. */
  #environmentVersion(entry: EnvironmentEntry): object | null {
    if (entry.version !== null || this.#clock.now() < entry.unsettledUntil) return entry.version;
    for (const app of entry.apps.values()) {
      entry.unsettledUntil = this.#unsettledUntil(app);
      if (entry.unsettledUntil > 0) return null;
    }
    return (entry.version = {});
  }

  /** Until when that of its healths holds which changes by time alone; 0: only what is told changes them, and makes another version. */
  #unsettledUntil(app: AppEntry): number {
    const now = this.#clock.now();
    for (const entry of app.instances.values()) {
      if (entry.health === null || entry.health.until <= now) entry.health = judgeHealth(entry.instance, now);
      if (entry.health.until !== Number.POSITIVE_INFINITY) return entry.health.until;
    }
    return 0;
  }

  replicas(app: App): ReplicaCounts {
    return sumReplicas(app.instances.map(({ workload }) => replicasOf(workload)));
  }

  image(app: App): string | null {
    const image = app.instances[0]?.workload.template.image ?? null;
    return app.instances.every((instance) => instance.workload.template.image === image) ? image : null;
  }

  manager(instance: AppInstance): Manager | null {
    return managerOfWorkload(instance.cluster.id, instance.workload);
  }

  /** The first that a write would be refused for, else the first. */
  managerOf(app: App): Manager | null {
    const managers = app.instances.flatMap((instance) => this.manager(instance) ?? []);
    return managers.find((manager) => manager.exclusive) ?? managers[0] ?? null;
  }

  autoscaler({ cluster, workload }: AppInstance): HorizontalPodAutoscaler | null {
    const kind = kindNames[workload.kind];
    const found = cluster.autoscalers
      .inNamespace(workload.meta.namespace)
      .find(({ target }) => target.kind === kind && target.name === workload.meta.name);
    return found ?? null;
  }

  instancePods(instance: AppInstance): readonly Pod[] {
    return podsOf(instance);
  }

  revision(app: App, templateDigest: string): Revision | undefined {
    return revisionsOf(app).find((revision) => revision.templateDigest === templateDigest);
  }

  /** As `instanceHealth` over all instances, for going through many apps at one moment. */
  ranking(): (app: AppEntry) => number {
    const now = this.#clock.now();
    const stale = new Map<object, boolean>();
    return (app) => {
      let worst = 0;
      for (const entry of app.instances.values()) {
        const { cluster, workload } = entry.instance;
        const cache = cluster.workloads[workload.kind];
        let isStale = stale.get(cache);
        if (isStale === undefined) stale.set(cache, (isStale = staleHealth(entry.instance) !== null));
        if (!isStale && (entry.health === null || entry.health.until <= now))
          entry.health = judgeHealth(entry.instance, now);
        worst = Math.max(worst, healthRank(isStale ? 'UNKNOWN' : (entry.health?.health.status ?? 'HEALTHY')));
      }
      return worst;
    };
  }

  /** Restarts of the containers of all present pods. */
  restarts(app: AppEntry): number {
    let restarts = 0;
    for (const entry of app.instances.values()) {
      entry.restarts ??= restartsOf(entry.instance);
      restarts += entry.restarts;
    }
    return restarts;
  }

  /** When the app last changed, as far as its clusters tell: a template set, a Deployment's progress, a workload made. */
  updatedAt(app: AppEntry): number {
    let latest = 0;
    for (const entry of app.instances.values()) {
      entry.updatedAt ??= updatedAt(entry.instance);
      latest = Math.max(latest, entry.updatedAt);
    }
    return latest;
  }

  /** What is kept of this very instance; undefined once its workload was replaced by a newer one. */
  #entry(instance: AppInstance): InstanceEntry | undefined {
    const entry = this.#index.cluster(instance.cluster.id)?.instances.get(instance.workload.meta.uid);
    return entry?.instance.workload === instance.workload ? entry : undefined;
  }
}

function updatedAt(instance: AppInstance): number {
  const { meta, status } = instance.workload;
  const progressing = status.conditions.find((condition) => condition.type === 'Progressing');
  return Math.max(meta.createdAt, progressing?.lastUpdateAt ?? 0, currentRevision(instance)?.meta.createdAt ?? 0);
}

/** The counts of one workload. */
export function replicasOf({ desired, status }: AppInstance['workload']): ReplicaCounts {
  const { current, updated, ready, available } = status;
  return { desired, current, updated, ready, available };
}
