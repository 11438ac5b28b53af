import type { QueryResolvers } from '../../__generated__/resolvers.ts';
import { connectionOfRecords } from '../../paging/connection.ts';

export const apiTokenQueries: Pick<QueryResolvers, 'apiTokens'> = {
  apiTokens: async (_root, page, { apiTokens, caller }) => connectionOfRecords(await apiTokens.list(page, caller)),
};
