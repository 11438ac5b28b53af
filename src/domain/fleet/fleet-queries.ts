import { inTurns } from '../../lib/in-turns.ts';
import type { Turns } from '../../lib/turns.ts';
import type { ClusterSource } from '../clusters/cluster-source.ts';
import { decodeCursor } from '../paging/cursor.ts';
import { frozenPage, placesOf } from '../paging/frozen.ts';
import { keysetPageOf } from '../paging/keyset.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import { walkPage } from '../paging/walk-page.ts';
import { pageWindow } from '../paging/window.ts';
import { workloadKinds } from '../workloads/workload.ts';
import type { WorkloadKind } from '../workloads/workload.ts';
import { appsAtOnce } from './app-changes.ts';
import { compileAppFilter, oneOf } from './app-filter.ts';
import type { AppListRules, ListedApp } from './app-lists.ts';
import { assertCovered, coverageOf } from './coverage.ts';
import { podsOf, revisionCache } from './current-revision.ts';
import { ArgumentError } from './fleet.ts';
import type { FleetEvent, FleetPod, Revision } from './fleet.ts';
import type { FleetAnswers } from './fleet-answers.ts';
import type { FleetIndex } from './fleet-index.ts';
import type { FleetLists } from './fleet-lists.ts';
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
import type { AppEntry, EnvironmentEntry } from './index-entries.ts';
import { appText, environmentText, tenantPrefix } from './key-text.ts';
import type { EnvironmentKey } from './keys.ts';
import { revisionsOf } from './revisions.ts';
import type { Sight } from './sight.ts';
import { compareText } from './sorted-set.ts';

/** How a list of apps is made, and what it is known by: for whoever has this sight the same. */
interface NamedRules {
  readonly name: string;
  readonly rules: () => AppListRules;
}

/** The lists and look-ups of the fleet, as far as it can be seen. */
export class FleetQueries {
  readonly #sight: Sight;
  readonly #index: FleetIndex;
  readonly #answers: FleetAnswers;
  readonly #lists: FleetLists;
  readonly #turns: Turns;

  constructor(sight: Sight, index: FleetIndex, answers: FleetAnswers, lists: FleetLists, turns: Turns) {
    this.#sight = sight;
    this.#index = index;
    this.#answers = answers;
    this.#lists = lists;
    this.#turns = turns;
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
    return keysetPageOf({ scope: 'tenants', items, key: ({ name }) => name }, ({ name }) => ({ name }), page);
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
    let items = this.#environmentsOf(filter.tenants);
    if (filter.names !== undefined) {
      const names = oneOf(filter.names);
      items = items.filter(({ environment }) => names(environment));
    }
    if (filter.clusters !== undefined) {
      const clusters = oneOf(filter.clusters);
      items = items.filter(({ placements }) => [...placements.values()].some(({ cluster }) => clusters(cluster.name)));
    }
    if (filter.health !== undefined) {
      const wanted = new Set(filter.health.map(healthRank));
      const rank = this.#answers.ranking();
      items = items.filter((entry) => wanted.has(this.#rankOf(entry, rank)));
    }
    const shown = (entry: EnvironmentEntry) => this.#index.environment(entry);
    return keysetPageOf({ scope: 'environments', items, key: environmentText }, shown, page);
  }

  environmentsOf(tenant: string): readonly Environment[] {
    this.#index.settle();
    return this.#environmentsOf([tenant]).map((entry) => this.#index.environment(entry));
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

  prepareApps(filter: AppFilter, { field, direction }: AppOrder, page: PageArguments): Promise<void> | null {
    this.#index.settle();
    this.#assertPage({ field, direction }, page);
    if (this.#index.apps.size <= appsAtOnce || (field === 'NAME' && isOneEnvironment(filter))) return null;
    const { apps, health, preparing } = this.#lists;
    const values = field === 'NAME' ? null : this.#lists.values[field];
    const isByHealth = field === 'HEALTH' || filter.health !== undefined;
    if (isByHealth) health.look();
    const { name, rules } = this.#listOf(filter, { field, direction });
    if (values?.isNear !== false && apps.isNear(name, rules)) return null;
    const before = () => {
      this.#index.settle();
      if (isByHealth) health.look();
      values?.keepUp();
    };
    const steps = function* (): Generator<void, void> {
      if (values !== null) yield* values.comeNear();
      yield* apps.comeNear(name, rules, before);
    };
    let prepared = preparing.get(name);
    if (prepared === undefined) {
      prepared = inTurns(this.#turns, steps()).finally(() => preparing.delete(name));
      preparing.set(name, prepared);
    }
    return prepared;
  }

  /** @throws as `apps`, which takes the same cursors */
  #assertPage({ field, direction }: AppOrder, page: PageArguments): void {
    const window = pageWindow(page);
    const scope = `apps ${field} ${direction}`;
    if (field !== 'NAME') placesOf({ scope, history: this.#lists.values[field].history }, window);
    else
      for (const cursor of [window.after, window.before]) if (cursor !== undefined) decodeCursor(scope, [''], cursor);
  }

  apps(filter: AppFilter, order: AppOrder, page: PageArguments): Page<App> {
    this.#index.settle();
    pageWindow(page);
    const { field } = order;
    const descending = order.direction === 'DESC';
    const scope = `apps ${field} ${order.direction}`;
    if (field === 'HEALTH' || filter.health !== undefined) this.#lists.health.look();
    const appOf = ({ app }: ListedApp) => this.#index.app(app);
    if (field === 'NAME' && isOneEnvironment(filter)) {
      // Nothing has to be kept, or left out: it is in this order already.
      const options = { scope, items: this.#candidates(filter), key: ({ text }: AppEntry) => text, descending };
      return keysetPageOf(options, (entry) => this.#index.app(entry), page);
    }
    const values = field === 'NAME' ? null : this.#lists.values[field];
    values?.keepUp();
    const { name, rules } = this.#listOf(filter, order);
    const list = this.#lists.apps.get(name, rules);
    if (values === null) {
      return keysetPageOf({ scope, items: list.list, key: ({ id }) => id, descending }, appOf, page);
    }
    return mapPage(walkPage({ scope, ...list, descending, history: values.history }, page), appOf);
  }

  /** In the order of cluster ids, namespaces and names, none of which ever changes for a pod. */
  pods(app: App, page: PageArguments): Page<FleetPod> {
    const key = ({ cluster, pod: { meta } }: FleetPod) => `${cluster.id}\0${meta.namespace}\0${meta.name}\0${meta.uid}`;
    const items = app.instances
      .flatMap((instance) => podsOf(instance).map((pod) => ({ cluster: instance.cluster, pod })))
      .map((item) => ({ item, key: key(item) }))
      .sort((a, b) => compareText(a.key, b.key));
    return keysetPageOf({ scope: 'pods', items, key: (entry) => entry.key }, ({ item }) => item, page);
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

  /** In the order of their texts: those of these tenants, or all. */
  #environmentsOf(tenants: EnvironmentFilter['tenants']): readonly EnvironmentEntry[] {
    if (tenants === undefined) return this.#sight.environments();
    return this.#prefixesOf(tenants)
      .flatMap((prefix) => this.#index.environments.withPrefix(prefix))
      .filter(this.#sight.sees);
  }

  /** Of the tenants that there are: whoever asks may send a text that is no name, and what begins with it is others'. */
  #prefixesOf(tenants: readonly string[]): readonly string[] {
    const known = [...new Set(tenants)].filter((name) => this.#index.tenants.get(name) !== undefined);
    return known.map(tenantPrefix).sort(compareText);
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

  /** Of its health: all environments are looked at for a page of them, so nothing is made of each app. */
  #rankOf(entry: EnvironmentEntry, rankOfApp: (app: AppEntry) => number): number {
    const apps = entry.apps.values();
    if (apps.length === 0) return healthRank(this.#healthOf(entry).status);
    let worst = 0;
    for (const app of apps) worst = Math.max(worst, rankOfApp(app));
    return worst;
  }

  #listOf(filter: AppFilter, { field, direction }: AppOrder): NamedRules {
    const values = field === 'NAME' ? null : this.#lists.values[field];
    // By name one list serves both directions.
    const order = field === 'NAME' ? 'NAME' : `${field} ${direction}`;
    return {
      name: `${this.#sight.name} ${order} ${filterText(filter)}`,
      rules: () => ({
        candidates: () => this.#candidates(filter),
        sees: (app) => this.#sight.sees(app),
        ...this.#conditions(filter),
        value: (app) => values?.of(app.text) ?? 0,
        descending: values !== null && direction === 'DESC',
      }),
    };
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
      const apps = this.#prefixesOf(tenants).flatMap((prefix) => this.#index.apps.withPrefix(prefix));
      return apps.filter(({ key }) => this.#sight.sees(key));
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
  return { ...page, edges: page.edges.map(({ node, cursor }) => ({ node: map(node), cursor })) };
}

/** Whether all apps of one environment are asked for. */
function isOneEnvironment({ tenants, environments, namePrefix = '', ...conditions }: AppFilter): boolean {
  const isNamed = tenants?.length === 1 && environments?.length === 1;
  return isNamed && namePrefix === '' && Object.values(conditions).every((condition) => condition === undefined);
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
