import type { Clock } from '../../lib/clock.ts';
import type { ClusterSource } from '../clusters/cluster-source.ts';
import { frozenPage } from '../paging/frozen.ts';
import { keysetPage } from '../paging/keyset.ts';
import type { OrderHistory } from '../paging/order-history.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import { walkPage } from '../paging/walk-page.ts';
import { pageWindow } from '../paging/window.ts';
import { workloadKinds } from '../workloads/workload.ts';
import type { WorkloadKind } from '../workloads/workload.ts';
import { compileAppFilter, oneOf } from './app-filter.ts';
import { AppLists } from './app-lists.ts';
import type { AppList, AppListRules, ListedApp } from './app-lists.ts';
import { AppValues } from './app-values.ts';
import { assertCovered, coverageOf } from './coverage.ts';
import { podsOf, revisionCache } from './current-revision.ts';
import { ArgumentError } from './fleet.ts';
import type { FleetEvent, FleetPod, Revision } from './fleet.ts';
import type { FleetAnswers } from './fleet-answers.ts';
import type { FleetIndex } from './fleet-index.ts';
import type {
  App,
  AppFilter,
  AppInstance,
  AppOrder,
  Coverage,
  Environment,
  EnvironmentFilter,
  Health,
  Tenant,
  TenantFilter,
} from './fleet-model.ts';
import { healthRank, worstHealth } from './health.ts';
import { HealthWatch } from './health-watch.ts';
import type { AppEntry, EnvironmentEntry } from './index-entries.ts';
import { appText, environmentText, tenantPrefix } from './key-text.ts';
import type { EnvironmentKey } from './keys.ts';
import { revisionsOf } from './revisions.ts';
import type { Sight } from './sight.ts';
import { compareText } from './sorted-set.ts';

/** What lists are kept and ordered with. For all who ask: a walk goes on whatever became of its caller's access meanwhile. */
export interface FleetLists {
  readonly apps: AppLists;
  readonly health: HealthWatch;
  readonly values: Readonly<Record<Exclude<AppOrder['field'], 'NAME'>, AppValues>>;
  readonly histories: Readonly<Record<'EVENTS' | 'REVISIONS', OrderHistory>>;
}

export function fleetLists(
  index: FleetIndex,
  answers: FleetAnswers,
  clock: Clock,
  history: () => OrderHistory,
): FleetLists {
  const health = new HealthWatch(index, answers, clock);
  return {
    apps: new AppLists(index),
    health,
    values: {
      HEALTH: new AppValues(index, history(), () => health.ranking()),
      RESTARTS: new AppValues(index, history(), () => (app) => answers.restarts(app)),
      UPDATED_AT: new AppValues(index, history(), () => (app) => answers.updatedAt(app)),
    },
    histories: { EVENTS: history(), REVISIONS: history() },
  };
}

/** The lists and look-ups of the fleet, as far as it can be seen. */
export class FleetQueries {
  readonly #sight: Sight;
  readonly #index: FleetIndex;
  readonly #answers: FleetAnswers;
  readonly #lists: FleetLists;

  constructor(sight: Sight, index: FleetIndex, answers: FleetAnswers, lists: FleetLists) {
    this.#sight = sight;
    this.#index = index;
    this.#answers = answers;
    this.#lists = lists;
  }

  coverage(clusters?: readonly ClusterSource[]): Coverage {
    return coverageOf(clusters ?? this.#sight.clusters(), this.#sight);
  }

  clusters(): readonly ClusterSource[] {
    return this.#sight.clusters().toSorted((a, b) => compareText(a.name, b.name));
  }

  cluster(found: ClusterSource | undefined): ClusterSource | undefined {
    return found !== undefined && this.#sight.seesCluster(found) ? found : undefined;
  }

  tenant(name: string): Tenant | undefined {
    this.#index.settle();
    if (this.#sight.hasTenant(name)) return { name };
    if (this.#sight.seesTenant(name)) assertCovered(this.#sight, `Tenant "${name}"`, { tenant: name });
    return undefined;
  }

  tenants(filter: TenantFilter, page: PageArguments): Page<Tenant> {
    this.#index.settle();
    const named = oneOf(filter.names);
    const { namePrefix = '' } = filter;
    const items = this.#sight.tenants().filter(({ name }) => named(name) && name.startsWith(namePrefix));
    return mapPage(keysetPage({ scope: 'tenants', items, key: ({ name }) => name }, page), ({ name }) => ({ name }));
  }

  environment(key: EnvironmentKey): Environment | undefined {
    const entry = this.#environment(key);
    if (entry !== undefined) return this.#index.environment(entry);
    if (this.#sight.sees(key)) assertCovered(this.#sight, `Environment "${key.tenant}/${key.environment}"`, key);
    return undefined;
  }

  environments(filter: EnvironmentFilter, page: PageArguments): Page<Environment> {
    this.#index.settle();
    pageWindow(page);
    const tenants = oneOf(filter.tenants);
    const names = oneOf(filter.names);
    const clusters = filter.clusters === undefined ? null : oneOf(filter.clusters);
    const health = filter.health === undefined ? null : oneOf(filter.health);
    const items = this.#sight
      .environments()
      .filter(
        (entry) =>
          tenants(entry.tenant) &&
          names(entry.environment) &&
          (clusters === null || [...entry.placements.values()].some(({ cluster }) => clusters(cluster.name))) &&
          (health === null || health(this.#healthOf(entry).status)),
      );
    const found = keysetPage({ scope: 'environments', items, key: environmentText }, page);
    return mapPage(found, (entry) => this.#index.environment(entry));
  }

  environmentsOf(tenant: string): readonly Environment[] {
    this.#index.settle();
    const entries = this.#sight.environments().filter((entry) => entry.tenant === tenant);
    return entries.map((entry) => this.#index.environment(entry));
  }

  environmentHealth(environment: Environment): Health {
    const entry = this.#environment(environment);
    return entry === undefined ? worstHealth([]) : this.#healthOf(entry);
  }

  app(environment: EnvironmentKey, name: string, kind?: WorkloadKind): App | undefined {
    this.#index.settle();
    if (!this.#sight.sees(environment)) return undefined;
    const kinds = kind === undefined ? workloadKinds : [kind];
    const found = kinds.flatMap((kind) => this.#index.apps.get(appText({ ...keyOf(environment), name, kind })) ?? []);
    if (found.length > 1) {
      const names = found.map((entry) => entry.key.kind).join(' and ');
      throw new ArgumentError(
        'AMBIGUOUS',
        `"${name}" in ${environment.tenant}/${environment.environment} is ${names}: pass kind to say which is meant.`,
      );
    }
    if (found[0] !== undefined) return this.#index.app(found[0]);
    const what = `App "${environment.tenant}/${environment.environment}/${name}"`;
    assertCovered(this.#sight, what, environment);
    return undefined;
  }

  isInSight(app: App): boolean {
    this.#index.settle();
    return app.instances.every(({ cluster, workload }) => {
      const entry = this.#index.cluster(cluster.id)?.instances.get(workload.meta.uid);
      return entry === undefined || (entry.app !== null && this.#sight.sees(entry.app.key));
    });
  }

  apps(filter: AppFilter, order: AppOrder, page: PageArguments): Page<App> {
    this.#index.settle();
    pageWindow(page);
    const { field } = order;
    const descending = order.direction === 'DESC';
    const scope = `apps ${field} ${order.direction}`;
    if (field === 'HEALTH' || filter.health !== undefined) this.#lists.health.look();
    const appOf = ({ app }: ListedApp) => this.#index.app(app);
    if (field === 'NAME') {
      const { list } = this.#list(filter, 'NAME', () => 0);
      return mapPage(keysetPage({ scope, items: list, key: ({ id }) => id, descending }, page), appOf);
    }
    const values = this.#lists.values[field];
    values.keepUp();
    const list = this.#list(filter, scope, (app) => values.of(app.text), descending);
    return mapPage(walkPage({ scope, ...list, descending, history: values.history }, page), appOf);
  }

  /** In the order of cluster ids, namespaces and names, none of which ever changes for a pod. */
  pods(app: App, page: PageArguments): Page<FleetPod> {
    const key = ({ cluster, pod: { meta } }: FleetPod) => [cluster.id, meta.namespace, meta.name, meta.uid].join('\0');
    const items = app.instances
      .flatMap((instance) => podsOf(instance).map((pod) => ({ cluster: instance.cluster, pod })))
      .map((item) => ({ item, key: key(item) }))
      .sort((a, b) => compareText(a.key, b.key));
    return mapPage(keysetPage({ scope: 'pods', items, key: (entry) => entry.key }, page), ({ item }) => item);
  }

  /** The newest first: of the workloads, their revisions and their present pods. */
  events(app: App, page: PageArguments): Page<FleetEvent> {
    const items = app.instances
      .flatMap((instance) => {
        const { cluster, workload } = instance;
        const about = [workload, ...revisionCache(instance).ownedBy(workload.meta.uid), ...podsOf(instance)];
        return about.flatMap(({ meta }) => cluster.events.about(meta.uid).map((event) => ({ cluster, event })));
      })
      .map((item) => ({ item, id: `${item.cluster.id}\0${item.event.meta.uid}` }))
      .sort((a, b) => compareText(a.id, b.id));
    const found = frozenPage(
      {
        scope: 'events',
        items,
        id: (entry) => entry.id,
        value: ({ item: { event } }) => event.lastSeenAt ?? event.meta.createdAt,
        descending: true,
        history: this.#lists.histories.EVENTS,
      },
      page,
    );
    return mapPage(found, ({ item }) => item);
  }

  /** The newest first. */
  revisions(app: App, page: PageArguments): Page<Revision> {
    const text = appText(app);
    return frozenPage(
      {
        scope: 'revisions',
        items: revisionsOf(app),
        id: (revision) => `${text}\0${revision.templateDigest}`,
        value: (revision) => revision.createdAt,
        descending: true,
        history: this.#lists.histories.REVISIONS,
      },
      page,
    );
  }

  podById(clusterId: string, uid: string): FleetPod | undefined {
    this.#index.settle();
    const index = this.#index.cluster(clusterId);
    const pod = index?.cluster.pods.get(uid);
    if (index === undefined || pod === undefined) return undefined;
    const found = { cluster: index.cluster, pod };
    // A pod of a hidden namespace is not shown, whoever knows its id.
    return this.environmentOf(found) === undefined ? undefined : found;
  }

  environmentOf({ cluster, pod }: FleetPod): EnvironmentKey | undefined {
    this.#index.settle();
    const shown = this.#index.cluster(cluster.id)?.namespaces.get(pod.meta.namespace)?.environment ?? null;
    return shown === null || !this.#sight.sees(shown) ? undefined : keyOf(shown);
  }

  #environment(key: EnvironmentKey): EnvironmentEntry | undefined {
    this.#index.settle();
    return this.#sight.sees(key) ? this.#index.environments.get(environmentText(key)) : undefined;
  }

  /** An environment without apps is what it should be, where that can be told. */
  #healthOf(entry: EnvironmentEntry): Health {
    const lost = [...entry.placements.values()].find(({ cluster }) => cluster.freshness.stale);
    if (entry.apps.values().length === 0 && lost !== undefined) {
      const message = `Cluster "${lost.cluster.name}" cannot be observed.`;
      return { status: 'UNKNOWN', reason: 'ClusterStale', message };
    }
    return worstHealth(entry.apps.values().map((app) => this.#answers.appHealth(this.#index.app(app))));
  }

  #list(filter: AppFilter, order: string, value: (app: AppEntry) => number, descending = false): AppList {
    return this.#lists.apps.get(`${this.#sight.name} ${order} ${filterText(filter)}`, () => ({
      candidates: () => this.#candidates(filter),
      sees: (app) => this.#sight.sees(app),
      ...this.#conditions(filter),
      value,
      descending,
    }));
  }

  #conditions(filter: AppFilter): Pick<AppListRules, 'mayFit' | 'fits'> {
    const { key, instance } = compileAppFilter(filter);
    const wanted = filter.health === undefined ? null : new Set(filter.health.map(healthRank));
    const rank = wanted === null ? null : this.#lists.health.ranking();
    return {
      mayFit: key,
      fits: (app) =>
        (instance === null || someInstance(app, instance)) &&
        (wanted === null || rank === null || wanted.has(rank(app))),
    };
  }

  /** Where tenants or environments are named, only theirs are looked at: most questions are about one. */
  #candidates({ tenants, environments }: AppFilter): readonly AppEntry[] {
    if (tenants === undefined || tenants.length * (environments?.length ?? 1) > 100) return this.#sight.apps();
    if (environments === undefined) {
      const texts = [...new Set(tenants)].map(tenantPrefix).sort(compareText);
      return texts.flatMap((text) => this.#index.apps.withPrefix(text)).filter(({ key }) => this.#sight.sees(key));
    }
    const named = tenants.flatMap((tenant) => environments.map((environment) => ({ tenant, environment })));
    const keys = new Set(named.filter((key) => this.#sight.sees(key)).map(environmentText));
    return [...keys].sort(compareText).flatMap((text) => this.#index.environments.get(text)?.apps.values() ?? []);
  }
}

function someInstance(entry: AppEntry, fits: (instance: AppInstance) => boolean): boolean {
  for (const { instance } of entry.instances.values()) if (fits(instance)) return true;
  return false;
}

function keyOf({ tenant, environment }: EnvironmentKey): EnvironmentKey {
  return { tenant, environment };
}

function mapPage<T, U>(page: Page<T>, map: (item: T) => U): Page<U> {
  return { ...page, edges: page.edges.map((edge) => mapEdge(edge, map(edge.node))) };
}

function mapEdge<T, U>(edge: Page<T>['edges'][number], node: U): Page<U>['edges'][number] {
  return {
    node,
    get cursor() {
      return edge.cursor;
    },
  };
}

/** The same for filters that say the same. */
function filterText(filter: AppFilter): string {
  const conditions = Object.entries(filter)
    .filter(([name, condition]) => condition !== undefined && !(name === 'namePrefix' && condition === ''))
    .map(([name, condition]) => {
      const said: unknown = condition;
      return [name, Array.isArray(said) ? [...new Set(said.map((one) => JSON.stringify(one)))].sort() : said] as const;
    });
  return JSON.stringify(conditions.sort(([a], [b]) => compareText(a, b)));
}
