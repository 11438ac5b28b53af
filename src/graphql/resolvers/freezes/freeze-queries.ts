import type { QueryResolvers } from '../../__generated__/resolvers.ts';
import { given } from '../../given.ts';
import { connectionOfRecords } from '../../paging/connection.ts';

export const freezeQueries: Pick<QueryResolvers, 'freezes'> = {
  freezes: async (_root, { filter, ...page }, { freezes }) =>
    connectionOfRecords(await freezes.list(given(filter), page)),
};
