import { randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { ClusterRegistry } from '../clusters/cluster-source.ts';
import { OrderHistory } from '../paging/order-history.ts';
import { AppChangeFeed } from './app-change-feed.ts';
import { FleetAnswers } from './fleet-answers.ts';
import type { Fleet } from './fleet.ts';
import { FleetIndex } from './fleet-index.ts';
import { FleetQueries } from './fleet-queries.ts';

/** What the fleet is made from. */
export interface FleetOptions {
  readonly registry: ClusterRegistry;
  readonly clock: Clock;
  /** Runs its argument after the present work; default `setImmediate`. */
  readonly soon?: (run: () => void) => void;
  /** Names this process in the cursors of orders that change; default random. */
  readonly processId?: string;
}

/** The fleet over the caches of the registered clusters. `close` lets go of them. */
export function createFleet(options: FleetOptions): Fleet & { close(): void } {
  const { registry, clock } = options;
  const soon = options.soon ?? ((run) => void setImmediate(run));
  const feed = new AppChangeFeed(soon, () => index);
  const index: FleetIndex = new FleetIndex(registry, feed);
  const answers = new FleetAnswers(index, clock);
  const processId = options.processId ?? randomUUID();
  const queries = new FleetQueries(registry, index, answers, () => new OrderHistory(processId, clock));
  return {
    coverage: (clusters) => queries.coverage(clusters),
    clusters: () => queries.clusters(),
    tenant: (name) => queries.tenant(name),
    tenants: (filter, page) => queries.tenants(filter, page),
    environment: (key) => queries.environment(key),
    environments: (filter, page) => queries.environments(filter, page),
    environmentHealth: (environment) => queries.environmentHealth(environment),
    app: (environment, name, kind) => queries.app(environment, name, kind),
    apps: (filter, order, page) => queries.apps(filter, order, page),
    appHealth: (app) => answers.appHealth(app),
    instanceHealth: (instance) => answers.instanceHealth(instance),
    replicas: (app) => answers.replicas(app),
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
    onAppChange: (key, listener) => feed.onChange(key, listener),
    onAnyAppChange: (listener) => feed.onAnyChange(listener),
    close: () => index.close(),
  };
}
