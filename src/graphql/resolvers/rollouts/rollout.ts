import type { RolloutResolvers } from '../../__generated__/resolvers.ts';
import { appFreshness } from '../../freshness.ts';
import { rolloutId } from '../../ids.ts';

export const Rollout: RolloutResolvers = {
  id: ({ app, key }) => rolloutId(app, key),
  operation: ({ operationId }, _args, { loaders }) =>
    operationId === null ? null : loaders.operationById.load(operationId),
  freshness: ({ app }) => appFreshness(app),
};
