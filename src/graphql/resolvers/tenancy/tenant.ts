import { tenantScope } from '../../../domain/access/access.ts';
import { allowedActions } from '../../../domain/access/allowed-actions.ts';
import type { TenantResolvers } from '../../__generated__/resolvers.ts';
import { clustersInScope } from '../../clusters-in-scope.ts';
import { given } from '../../given.ts';
import { tenantId } from '../../ids.ts';
import { connectionOfRecords } from '../../paging/connection.ts';
import { appsWithin } from '../apps/apps-within.ts';
import { auditWithin } from '../audit/audit-within.ts';
import { usageOfTenant } from '../usage/usage-of.ts';
import { asking } from '../metrics/asking.ts';
import { environmentsWithin } from './environments-within.ts';

export const Tenant: TenantResolvers = {
  id: ({ name }) => tenantId(name),
  environments: ({ name }, { filter, ...page }, { fleet }) =>
    environmentsWithin(fleet, given(filter), { tenants: [name] }, page),
  apps: ({ name }, { filter, ...args }, { fleet }) => appsWithin(fleet, given(filter), { tenants: [name] }, args),
  metrics: (tenant, args, context) => {
    const holders = clustersInScope(context.fleet, { tenants: [tenant.name] });
    return context.metrics.ofTenant(tenant, args, asking(context, holders));
  },
  operations: async ({ name }, page, { operations }) =>
    connectionOfRecords(await operations.list({ tenants: [name] }, page)),
  usage: (tenant, _args, { fleet }) => usageOfTenant(tenant, fleet),
  audit: ({ name }, page, { audit }) => auditWithin(audit, { type: 'TENANT', tenant: name }, tenantScope(name), page),
  allowedActions: ({ name }, _args, { caller }) => allowedActions(caller.access, tenantScope(name)),
};
