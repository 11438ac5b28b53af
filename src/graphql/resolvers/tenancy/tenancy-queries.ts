import type { QueryResolvers } from '../../__generated__/resolvers.ts';
import { given } from '../../given.ts';
import { clustersInScope } from '../../clusters-in-scope.ts';
import { connectionOver } from '../../paging/connection.ts';
import { environmentsWithin } from './environments-within.ts';

export const tenancyQueries: Pick<QueryResolvers, 'tenant' | 'tenants' | 'environment' | 'environments'> = {
  tenant: (_root, { name }, { fleet }) => fleet.tenant(name) ?? null,
  tenants: (_root, { filter, ...page }, { fleet }) =>
    connectionOver(
      () => clustersInScope(fleet, { tenants: filter?.names ?? null }),
      fleet.tenants(given(filter), page),
    ),
  environment: (_root, { tenant, name }, { fleet }) => fleet.environment({ tenant, environment: name }) ?? null,
  environments: (_root, { filter, ...page }, { fleet }) => environmentsWithin(fleet, given(filter), {}, page),
};
