import type { Access } from '../domain/access/access.ts';
import { bindingsSeenBy } from '../domain/access/seen-bindings.ts';
import { auditSeenBy } from '../domain/audit/seen-audit.ts';
import { freezesSeenBy } from '../domain/freezes/seen-freezes.ts';
import { logsSeenBy } from '../domain/logs/seen-logs.ts';
import { metricsSeenBy } from '../domain/metrics/seen-metrics.ts';
import { operationsSeenBy } from '../domain/operations/seen-operations.ts';
import { rolloutsSeenBy } from '../domain/rollouts/seen-rollouts.ts';
import type { GraphqlContext, GraphqlServices, Views } from './context.ts';
import { createLoaders } from './loaders/loaders.ts';
import { createItemCount } from './paging/item-count.ts';

/** Who asks, and until when. */
type Asked = Pick<GraphqlContext, 'caller' | 'origin' | 'signal' | 'sessionEnded'>;

/** The context of one request, or of one subscription: its loaders remember what was loaded, so never share it. */
export function createContext(services: GraphqlServices, asked: Asked): GraphqlContext {
  return new RequestContext(services, asked);
}

/** What most requests do without, the loaders and a signal that somebody listens to: made when it is first asked for. */
class MadeLate {
  readonly #views: Views;
  readonly #series: GraphqlServices['series'];
  readonly #asked: Asked;
  #loaders: GraphqlContext['loaders'] | null = null;

  constructor(views: Views, series: GraphqlServices['series'], asked: Asked) {
    this.#views = views;
    this.#series = series;
    this.#asked = asked;
  }

  get signal(): AbortSignal | undefined {
    return this.#asked.signal;
  }

  get loaders(): GraphqlContext['loaders'] {
    const { operations, freezes } = this.#views;
    return (this.#loaders ??= createLoaders({ operations, freezes, series: this.#series, signal: this.signal }));
  }
}

class RequestContext implements GraphqlContext {
  readonly fleet: GraphqlContext['fleet'];
  readonly rollouts: GraphqlContext['rollouts'];
  readonly operations: GraphqlContext['operations'];
  readonly logs: GraphqlContext['logs'];
  readonly audit: GraphqlContext['audit'];
  readonly freezes: GraphqlContext['freezes'];
  readonly metrics: GraphqlContext['metrics'];
  readonly bindings: GraphqlContext['bindings'];
  readonly apiTokens: GraphqlContext['apiTokens'];
  readonly clock: GraphqlContext['clock'];
  readonly caller: GraphqlContext['caller'];
  readonly origin: GraphqlContext['origin'];
  readonly sessionEnded: GraphqlContext['sessionEnded'];
  readonly metricPolls: GraphqlContext['metricPolls'];
  readonly items: GraphqlContext['items'];
  readonly late: MadeLate;

  constructor(services: GraphqlServices, asked: Asked) {
    const views = viewsOf(services, asked.caller.access);
    this.fleet = views.fleet;
    this.rollouts = views.rollouts;
    this.operations = views.operations;
    this.logs = views.logs;
    this.audit = views.audit;
    this.freezes = views.freezes;
    this.metrics = views.metrics;
    this.bindings = views.bindings;
    this.apiTokens = services.apiTokens;
    this.clock = services.clock;
    this.caller = asked.caller;
    this.origin = asked.origin;
    this.sessionEnded = asked.sessionEnded;
    this.metricPolls = services.metricPolls;
    this.items = createItemCount(services.itemsPerAnswer);
    this.late = new MadeLate(views, services.series, asked);
  }

  get signal(): AbortSignal | undefined {
    return this.late.signal;
  }

  get loaders(): GraphqlContext['loaders'] {
    return this.late.loaders;
  }
}

const known = new WeakMap<GraphqlServices, WeakMap<Access, Views>>();

/** One for as long as the caller may do the same: it remembers what it looked up. */
function viewsOf(services: GraphqlServices, access: Access): Views {
  const ofServices = known.get(services) ?? new WeakMap<Access, Views>();
  known.set(services, ofServices);
  const views = ofServices.get(access) ?? makeViews(services, access);
  ofServices.set(access, views);
  return views;
}

/** The one place where a caller's access comes to what it may see. */
function makeViews(
  { fleet, rollouts, operations, logs, audit, freezes, bindings, metricCatalog }: GraphqlServices,
  access: Access,
): Views {
  const seen = fleet.seenBy(access);
  return {
    fleet: seen,
    rollouts: rolloutsSeenBy(rollouts, seen),
    operations: operationsSeenBy(operations, access),
    logs: logsSeenBy(logs, seen, access),
    audit: auditSeenBy(audit, access),
    freezes: freezesSeenBy(freezes, access),
    metrics: metricsSeenBy(metricCatalog, seen, access),
    bindings: bindingsSeenBy(bindings, access),
  };
}
