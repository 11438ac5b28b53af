import { GraphQLError } from 'graphql';
import { fleetScope } from '../../domain/access/access.ts';
import { refusalOf } from '../../domain/access/refusal.ts';
import { ArgumentError } from '../../domain/fleet/fleet.ts';
import type { MetricLevel } from '../../domain/metrics/metric-definition.ts';
import { watchedSpan } from '../../domain/metrics/time-grid.ts';
import { watchMetrics } from '../../domain/metrics/watch-metrics.ts';
import type { MetricEvent, Watched } from '../../domain/metrics/watch-metrics.ts';
import type { SubscriptionResolvers } from '../__generated__/resolvers.ts';
import { clustersInScope } from '../clusters-in-scope.ts';
import type { GraphqlContext } from '../context.ts';
import { parseGlobalId } from '../ids.ts';
import { closeable } from './closeable.ts';

export const metrics: NonNullable<SubscriptionResolvers['metrics']> = {
  subscribe(_root, { on, names, step, range, after }, context) {
    const { level, find } = subjectOf(on, names, context);
    if (level === null || find() === null) {
      throw new GraphQLError('No app, environment, tenant or cluster has this id.', {
        extensions: { code: 'NOT_FOUND' },
      });
    }
    context.metrics.assertAskable(names, level);
    const span = watchedSpan({ step: step ?? null, range: range ?? null });
    if (after && after > context.clock.now()) {
      throw new ArgumentError('INVALID', 'after lies in the future. Give the moment of a point that was told.');
    }
    return closeable((closed) => watchMetrics(find, span, after ?? null, context.metricPolls, closed), context.signal);
  },
  resolve: (event: MetricEvent) => event,
};

/** What the id names, as the caller sees it; looked up anew each time, since it changes while it is watched. */
function subjectOf(
  id: string,
  names: readonly string[],
  { fleet, metrics: seen }: GraphqlContext,
): { readonly level: MetricLevel | null; readonly find: () => Watched | null } {
  const named = parseGlobalId(id);
  const holders = (tenant: string) => clustersInScope(fleet, { tenants: [tenant] });
  switch (named?.type) {
    case 'App': {
      const { key } = named;
      const find = (): Watched | null => {
        const app = fleet.app(key, key.name, key.kind);
        if (app === undefined) return null;
        return {
          clusters: app.instances.map(({ cluster }) => cluster),
          measure: (asked, how) => seen.ofApp(app, { names, ...asked }, { holders: holders(key.tenant), ...how }),
        };
      };
      return { level: 'APP', find };
    }
    case 'Environment': {
      const { key } = named;
      const find = (): Watched | null => {
        const environment = fleet.environment(key);
        if (environment === undefined) return null;
        return {
          clusters: environment.placements.map(({ cluster }) => cluster),
          measure: (asked, how) =>
            seen.ofEnvironment(environment, { names, ...asked }, { holders: holders(key.tenant), ...how }),
        };
      };
      return { level: 'ENVIRONMENT', find };
    }
    case 'Tenant': {
      const find = (): Watched | null => {
        const tenant = fleet.tenant(named.name);
        if (tenant === undefined) return null;
        return {
          clusters: fleet
            .environmentsOf(named.name)
            .flatMap(({ placements }) => placements.map(({ cluster }) => cluster)),
          measure: (asked, how) => seen.ofTenant(tenant, { names, ...asked }, { holders: holders(named.name), ...how }),
        };
      };
      return { level: 'TENANT', find };
    }
    case 'Cluster': {
      const find = (): Watched | null => {
        if (fleet.clusterById(named.id) === undefined) return null;
        const cluster = fleet.inside(named);
        if (cluster === null) throw new ArgumentError('FORBIDDEN', refusalOf('VIEW_FLEET', fleetScope));
        return {
          clusters: [cluster],
          measure: (asked, how) => seen.ofCluster(cluster, { names, ...asked }, { holders: [], ...how }),
        };
      };
      return { level: 'CLUSTER', find };
    }
    default:
      return { level: null, find: () => null };
  }
}
