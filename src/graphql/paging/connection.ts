import type { ClusterSource } from '../../domain/clusters/cluster-source.ts';
import type { Coverage } from '../../domain/fleet/fleet-model.ts';
import type { Page } from '../../domain/paging/page.ts';
import type { PageInfo } from '../__generated__/resolvers.ts';
import type { GraphqlContext } from '../context.ts';
import type { ConnectionModel } from '../models.ts';

const covered: Coverage = { complete: true, gaps: [] };

/** A page of what was read from these clusters; most who ask for the page do not ask which they are. */
export function connectionOver<T>(clusters: () => readonly ClusterSource[], page: Page<T>): ConnectionModel<T> {
  return { page, clusters };
}

/** A page of what the records hold: no cluster can be missing from it. */
export function connectionOfRecords<T>(page: Page<T>): ConnectionModel<T> {
  return { page, clusters: null };
}

/** The resolvers that every connection has. */
export const connectionResolvers = {
  nodes: <T>({ page }: ConnectionModel<T>, _args: unknown, { items }: GraphqlContext): readonly T[] => {
    items.add(page.edges.length);
    return page.edges.map((edge) => edge.node);
  },
  edges: <T>({ page }: ConnectionModel<T>, _args: unknown, { items }: GraphqlContext): Page<T>['edges'] => {
    items.add(page.edges.length);
    return page.edges;
  },
  pageInfo: ({ page }: ConnectionModel<unknown>): PageInfo => ({
    hasNextPage: page.hasNextPage,
    hasPreviousPage: page.hasPreviousPage,
    startCursor: page.edges[0]?.cursor ?? null,
    endCursor: page.edges.at(-1)?.cursor ?? null,
  }),
  totalCount: ({ page }: ConnectionModel<unknown>): number => page.totalCount,
  coverage: ({ clusters }: ConnectionModel<unknown>, _args: unknown, { fleet }: GraphqlContext): Coverage =>
    clusters === null ? covered : fleet.coverage(clusters()),
} as const;
