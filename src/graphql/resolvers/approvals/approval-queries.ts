import type { QueryResolvers } from '../../__generated__/resolvers.ts';
import { connectionOfRecords } from '../../paging/connection.ts';

export const approvalQueries: Pick<QueryResolvers, 'awaitingMyApproval'> = {
  awaitingMyApproval: async (_root, page, { operations, caller }) =>
    connectionOfRecords(await operations.awaiting(caller, page)),
};
