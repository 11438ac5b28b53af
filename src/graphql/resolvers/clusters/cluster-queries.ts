import type { QueryResolvers } from '../../__generated__/resolvers.ts';
import { hasLabels } from '../../clusters-in-scope.ts';
import { connectionOver } from '../../paging/connection.ts';
import { pageByName } from '../../paging/page-by-name.ts';

export const clusterQueries: Pick<QueryResolvers, 'cluster' | 'clusters'> = {
  cluster: (_root, { name }, { fleet }) => fleet.clusterByName(name) ?? null,
  clusters: (_root, { filter, ...page }, { fleet }) => {
    const { names, labels, statuses } = filter ?? {};
    const matching = fleet
      .clusters()
      .filter(
        (cluster) =>
          (names ?? [cluster.name]).includes(cluster.name) &&
          hasLabels(cluster, labels ?? []) &&
          (statuses ?? [cluster.state.status]).includes(cluster.state.status),
      );
    return connectionOver(
      () => matching,
      pageByName('clusters', matching, ({ name }) => name, page),
    );
  },
};
