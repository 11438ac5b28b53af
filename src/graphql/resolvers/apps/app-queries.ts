import type { QueryResolvers } from '../../__generated__/resolvers.ts';
import { given } from '../../given.ts';
import { appsWithin } from './apps-within.ts';

export const appQueries: Pick<QueryResolvers, 'app' | 'apps'> = {
  app: (_root, { tenant, environment, name, kind }, { fleet }) =>
    fleet.app({ tenant, environment }, name, kind ?? undefined) ?? null,
  apps: (_root, { filter, ...args }, { fleet }) => appsWithin(fleet, given(filter), {}, args),
};
