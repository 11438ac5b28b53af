import { ArgumentError } from '../../../domain/fleet/fleet.ts';
import type { QueryResolvers } from '../../__generated__/resolvers.ts';
import type { GraphqlContext } from '../../context.ts';
import type { NodeModel } from '../../models.ts';
import { findNode } from './find-node.ts';

const maxNodes = 100;

export const commonQueries: Pick<QueryResolvers, 'node' | 'nodes' | 'viewer' | 'coverage'> = {
  node: (_root, { id }, context) => findNode(id, context),
  nodes: (_root, { ids }, context) => {
    if (ids.length > maxNodes) {
      throw new ArgumentError('INVALID', `nodes: ${ids.length} ids; ask for at most ${maxNodes} at once.`);
    }
    // The executor waits for each element by itself, which the generated type does not tell.
    return ids.map((id) => nodeOrError(id, context)) as (NodeModel | null)[];
  },
  viewer: (_root, _args, { caller }) => caller,
  coverage: (_root, _args, { fleet }) => fleet.coverage(),
};

/** One look-up that fails leaves the others alone: its error becomes that element's own. */
function nodeOrError(id: string, context: GraphqlContext): NodeModel | null | Promise<NodeModel | null> {
  try {
    return findNode(id, context);
  } catch (error) {
    return Promise.reject(error);
  }
}
