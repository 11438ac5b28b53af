import { environmentScope } from '../../../domain/access/access.ts';
import { allowedActions } from '../../../domain/access/allowed-actions.ts';
import type { EnvironmentResolvers } from '../../__generated__/resolvers.ts';
import { clustersInScope } from '../../clusters-in-scope.ts';
import { leastFresh } from '../../freshness.ts';
import { given } from '../../given.ts';
import { environmentId } from '../../ids.ts';
import { appsWithin } from '../apps/apps-within.ts';
import { auditWithin } from '../audit/audit-within.ts';
import { freezesOf } from '../freezes/freezes-of.ts';
import { asking } from '../metrics/asking.ts';
import { usageOfEnvironment } from '../usage/usage-of.ts';

export const Environment: EnvironmentResolvers = {
  id: (environment) => environmentId(environment),
  name: ({ environment }) => environment,
  tenant: ({ tenant }) => ({ name: tenant }),
  apps: ({ tenant, environment }, { filter, ...args }, { fleet }) =>
    appsWithin(fleet, given(filter), { tenants: [tenant], environments: [environment] }, args),
  health: (environment, _args, { fleet }) => fleet.environmentHealth(environment),
  metrics: (environment, args, context) => {
    const holders = clustersInScope(context.fleet, { tenants: [environment.tenant] });
    return context.metrics.ofEnvironment(environment, args, asking(context, holders));
  },
  audit: ({ tenant, environment }, page, { audit }) =>
    auditWithin(
      audit,
      { type: 'ENVIRONMENT', key: { tenant, environment } },
      environmentScope({ tenant, environment }),
      page,
    ),
  freezes: (environment, _args, { loaders }) =>
    freezesOf(
      environment,
      environment.placements.map(({ cluster }) => cluster),
      loaders,
    ),
  allowedActions: (environment, _args, { caller }) => allowedActions(caller.access, environmentScope(environment)),
  usage: (environment, _args, { fleet }) => usageOfEnvironment(environment, fleet),
  freshness: ({ placements }) => leastFresh(placements.map(({ freshness }) => freshness)),
};
