import { randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import { createTurns } from '../../lib/turns.ts';
import type { Turns } from '../../lib/turns.ts';
import type { Access } from '../access/access.ts';
import type { ClusterRegistry } from '../clusters/cluster-source.ts';
import { OrderHistory } from '../paging/order-history.ts';
import { AppChangeFeed } from './app-change-feed.ts';
import type { NewsPace } from './app-change-feed.ts';
import { FleetAnswers } from './fleet-answers.ts';
import type { Fleet, SeenFleet, WholeFleet } from './fleet.ts';
import { FleetIndex } from './fleet-index.ts';
import { fleetLists } from './fleet-lists.ts';
import { FleetQueries } from './fleet-queries.ts';
import { assignedLists, narrowSight } from './narrow-sight.ts';
import type { Sight } from './sight.ts';
import { usageGapOf } from './usage-gap.ts';
import { wholeSight } from './whole-sight.ts';

/** What the fleet is made from. */
export interface FleetOptions {
  readonly registry: ClusterRegistry;
  readonly clock: Clock;
  /** Runs its argument after the present work, and what is left of it then; default `setImmediate`, and turns of its own. */
  readonly soon?: (run: () => void) => void;
  /** For questions that take long; default: turns of their own. */
  readonly turns?: Turns;
  /** What this process alone seals walks in cursors with; default random. */
  readonly processId?: string;
}

/** The fleet over the caches of the registered clusters. `close` lets go of them. */
export function createFleet(options: FleetOptions): WholeFleet & { close(): void } {
  const { registry, clock } = options;
  const { soon } = options;
  const feed = new AppChangeFeed(soon === undefined ? paceInTurns() : { soon, goOn: soon }, () => index);
  const index: FleetIndex = new FleetIndex(registry, feed);
  const answers = new FleetAnswers(index, clock);
  const processId = options.processId ?? randomUUID();
  const lists = fleetLists(index, answers, clock, () => new OrderHistory(processId, clock));
  // Of their own: whoever asks waits neither for the clusters' turns nor for all that they bring.
  const turns = options.turns ?? createTurns();
  const over = (sight: Sight) =>
    fleetOver(sight, new FleetQueries(sight, index, answers, lists, turns), answers, registry);
  const whole = over(wholeSight(index, registry));
  const assigned = assignedLists(index);
  const views = new WeakMap<Access, SeenFleet>();
  return {
    ...whole,
    seenBy(access) {
      if (access.seesEverything) return whole as SeenFleet;
      let view = views.get(access);
      if (view === undefined) {
        view = over(narrowSight(access, index, registry, assigned)) as SeenFleet;
        views.set(access, view);
      }
      return view;
    },
    onAppChange: (key, listener) => feed.onChange(key, listener),
    onAnyAppChange: (listener) => feed.onAnyChange(listener),
    close: () => index.close(),
  };
}

/** Portion by portion for as long as the event loop's round has time. */
function paceInTurns(): NewsPace {
  const slice = createTurns().begin();
  return {
    soon: (run) => void setImmediate(run),
    // Who was told works in microtasks: a tick that is asked for in one of them comes when all of them are done.
    goOn: (run) =>
      queueMicrotask(() =>
        process.nextTick(() => {
          const rest = slice.rest();
          if (rest === undefined) run();
          else void rest.then(run);
        }),
      ),
  };
}

function fleetOver(sight: Sight, queries: FleetQueries, answers: FleetAnswers, registry: ClusterRegistry): Fleet {
  return {
    coverage: (clusters) => queries.coverage(clusters),
    gap: (cluster) => sight.gap(cluster),
    usageGap: (cluster, of) => sight.gap(cluster) ?? usageGapOf(cluster, of, sight),
    clusters: () => queries.clusters(),
    seesTenant: (name) => sight.seesTenant(name),
    clusterById: (id) => queries.cluster(registry.byId(id)),
    clusterByName: (name) => queries.cluster(registry.byName(name)),
    inside: (cluster) => (sight.seesInside ? (registry.byId(cluster.id) ?? null) : null),
    tenant: (name) => queries.tenant(name),
    tenants: (filter, page) => queries.tenants(filter, page),
    environment: (key) => queries.environment(key),
    environments: (filter, page) => queries.environments(filter, page),
    environmentsOf: (tenant) => queries.environmentsOf(tenant),
    environmentHealth: (environment) => queries.environmentHealth(environment),
    app: (environment, name, kind) => queries.app(environment, name, kind),
    prepareApps: (filter, order, page) => queries.prepareApps(filter, order, page),
    apps: (filter, order, page) => queries.apps(filter, order, page),
    isInSight: (app) => queries.isInSight(app),
    appHealth: (app) => answers.appHealth(app),
    instanceHealth: (instance) => answers.instanceHealth(instance),
    replicas: (app) => answers.replicas(app),
    appVersion: (app) => answers.appVersion(app),
    tenantVersion: (tenant) => answers.tenantVersion(tenant),
    environmentVersion: (environment) => answers.environmentVersion(environment),
    image: (app) => answers.image(app),
    manager: (instance) => answers.manager(instance),
    managerOf: (app) => answers.managerOf(app),
    autoscaler: (instance) => answers.autoscaler(instance),
    pods: (app, page) => queries.pods(app, page),
    instancePods: (instance) => answers.instancePods(instance),
    events: (app, page) => queries.events(app, page),
    revisions: (app, page) => queries.revisions(app, page),
    revision: (app, templateDigest) => answers.revision(app, templateDigest),
    podById: (clusterId, uid) => queries.podById(clusterId, uid),
    environmentOf: (pod) => queries.environmentOf(pod),
  };
}
