import type { OperationResolvers } from '../../__generated__/resolvers.ts';
import { operationId } from '../../ids.ts';
import { asNode } from '../../node-types.ts';

export const Operation: OperationResolvers = {
  id: ({ id }) => operationId(id),
  target: ({ target }, _args, { fleet }) => {
    const app = fleet.app(target, target.name, target.kind);
    return app === undefined ? null : asNode('App', app);
  },
  supersededBy: ({ supersededBy }, _args, { loaders }) =>
    supersededBy === null ? null : loaders.operationById.load(supersededBy),
};
