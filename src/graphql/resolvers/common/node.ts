import type { NodeResolvers } from '../../__generated__/resolvers.ts';
import { nodeTypeOf } from '../../node-types.ts';

export const Node: NodeResolvers = {
  __resolveType: (node) => nodeTypeOf(node),
};
