import type { FreezePayloadResolvers } from '../../__generated__/resolvers.ts';

export const FreezePayload: FreezePayloadResolvers = {
  freeze: (outcome) => ('freeze' in outcome ? outcome.freeze : null),
  problems: (outcome) => ('problems' in outcome ? outcome.problems : []),
};
