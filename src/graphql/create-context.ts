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

/** The context of one request, or of one subscription: its loaders remember what was loaded, so never share it. */
export function createContext(
  services: GraphqlServices,
  request: Pick<GraphqlContext, 'caller' | 'origin' | 'signal' | 'sessionEnded'>,
): GraphqlContext {
  const views = viewsOf(services, request.caller.access);
  const { apiTokens, clock, itemsPerAnswer, series, metricPolls } = services;
  const items = createItemCount(itemsPerAnswer);
  return {
    ...views,
    apiTokens,
    clock,
    ...request,
    loaders: createLoaders({ ...views, series, signal: request.signal }),
    metricPolls,
    items,
  };
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
