import type { QueryResolvers } from '../../__generated__/resolvers.ts';

export const metricQueries: Pick<QueryResolvers, 'metricDefinitions'> = {
  metricDefinitions: (_root, filter, { metrics }) => metrics.definitions(filter),
};
