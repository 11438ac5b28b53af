import type { QueryResolvers } from '../../__generated__/resolvers.ts';
import { given } from '../../given.ts';
import { connectionOfRecords } from '../../paging/connection.ts';
import { auditFilterFrom } from './audit-filter.ts';

export const auditQueries: Pick<QueryResolvers, 'auditRecords'> = {
  auditRecords: async (_root, { filter, ...page }, { audit }) =>
    connectionOfRecords(await audit.list(auditFilterFrom(given(filter)), page)),
};
