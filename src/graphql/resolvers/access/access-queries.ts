import type { QueryResolvers } from '../../__generated__/resolvers.ts';
import { given } from '../../given.ts';
import { connectionOfRecords } from '../../paging/connection.ts';

export const accessQueries: Pick<QueryResolvers, 'roles' | 'roleBindings'> = {
  roles: (_root, _args, { bindings }) => bindings.roles,
  roleBindings: (_root, { filter, ...page }, { bindings }) => connectionOfRecords(bindings.list(given(filter), page)),
};
