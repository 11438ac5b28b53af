import type { ClusterKindResolvers } from '../../__generated__/resolvers.ts';

export const ClusterKind: ClusterKindResolvers = {
  status: ({ cache }) => cache.availability.status,
  message: ({ cache }) => ('message' in cache.availability ? cache.availability.message : null),
  count: ({ cache }) => cache.size,
  freshness: ({ cache }) => cache.freshness,
};
