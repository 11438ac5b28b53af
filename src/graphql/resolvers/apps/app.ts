import { environmentScope } from '../../../domain/access/access.ts';
import { allowedActions } from '../../../domain/access/allowed-actions.ts';
import { clustersInScope } from '../../clusters-in-scope.ts';
import type { AppResolvers } from '../../__generated__/resolvers.ts';
import { given } from '../../given.ts';
import { appFreshness } from '../../freshness.ts';
import { appId } from '../../ids.ts';
import { connectionOfRecords, connectionOver } from '../../paging/connection.ts';
import { auditWithin } from '../audit/audit-within.ts';
import { freezesOf } from '../freezes/freezes-of.ts';
import { asking } from '../metrics/asking.ts';
import { environmentOf } from '../tenancy/environment-of.ts';
import { usageOfApp } from '../usage/usage-of.ts';
import { autoscalerOf } from './autoscaler-of.ts';

export const App: AppResolvers = {
  id: (app) => appId(app),
  environment: (app, _args, { fleet }) => environmentOf(fleet, app),
  image: (app, _args, { fleet }) => fleet.image(app),
  replicas: (app, _args, { fleet }) => fleet.replicas(app),
  health: (app, _args, { fleet }) => fleet.appHealth(app),
  metrics: (app, args, context) => context.metrics.ofApp(app, args, asking(context, holders(app, context.fleet))),
  managedBy: (app, _args, { fleet }) => fleet.managerOf(app),
  autoscaler: (app, _args, { fleet }) => {
    for (const instance of app.instances) {
      const autoscaler = autoscalerOf(instance, fleet);
      if (autoscaler !== null) return autoscaler;
    }
    return null;
  },
  usage: (app, _args, { fleet }) => usageOfApp(app, fleet),
  rollout: (app, _args, { rollouts }) => (app.instances.length === 0 ? null : rollouts.of(app)),
  revisions: (app, page, { fleet }) => connectionOver(() => holders(app, fleet), fleet.revisions(app, page)),
  pods: (app, page, { fleet }) => connectionOver(() => holders(app, fleet), fleet.pods(app, page)),
  events: (app, page, { fleet }) => connectionOver(() => holders(app, fleet), fleet.events(app, page)),
  logs: async (app, args, { fleet, logs, signal = neverAborted }) => ({
    ...(await logs.ofApp(app, given(args), signal)),
    holders: holders(app, fleet),
  }),
  operations: async (app, page, { operations }) => connectionOfRecords(await operations.list({ apps: [app] }, page)),
  audit: (app, page, { audit }) => auditWithin(audit, { type: 'APP', key: app }, environmentScope(app), page),
  freezes: (app, _args, { loaders }) =>
    freezesOf(
      app,
      app.instances.map(({ cluster }) => cluster),
      loaders,
    ),
  allowedActions: (app, _args, { caller }) => allowedActions(caller.access, environmentScope(app)),
  freshness: (app) => appFreshness(app),
};

const neverAborted = new AbortController().signal;

/** An app may have an instance in any cluster that may hold its tenant, also in one that is not known yet. */
function holders(app: { readonly tenant: string }, fleet: Parameters<typeof clustersInScope>[0]) {
  return clustersInScope(fleet, { tenants: [app.tenant] });
}
