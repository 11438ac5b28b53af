import { ArgumentError } from '../../../domain/fleet/fleet.ts';
import type { AppKey } from '../../../domain/fleet/keys.ts';
import type { QueryResolvers } from '../../__generated__/resolvers.ts';
import { given } from '../../given.ts';
import { parseGlobalId } from '../../ids.ts';
import { connectionOfRecords } from '../../paging/connection.ts';

/** How messages, logs and the annotation `tenantry.dev/operation` on a workload name an operation. */
const bareId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const operationQueries: Pick<QueryResolvers, 'operation' | 'operations'> = {
  operation: (_root, { id }, { loaders }) => {
    if (bareId.test(id)) return loaders.operationById.load(id);
    const named = parseGlobalId(id);
    return named?.type === 'Operation' ? loaders.operationById.load(named.id) : null;
  },
  operations: async (_root, { filter, ...page }, { operations }) => {
    const { targets, ...conditions } = given(filter);
    const apps = targets === undefined ? {} : { apps: targets.map(appOf) };
    return connectionOfRecords(await operations.list({ ...conditions, ...apps }, page));
  },
};

function appOf(id: string, index: number): AppKey {
  const named = parseGlobalId(id);
  if (named?.type === 'App') return named.key;
  throw new ArgumentError(
    'INVALID',
    `filter.targets[${index}] is not the id of an app: take it from the field App.id.`,
  );
}
