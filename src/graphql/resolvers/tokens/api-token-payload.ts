import type { ApiTokenPayloadResolvers } from '../../__generated__/resolvers.ts';

export const ApiTokenPayload: ApiTokenPayloadResolvers = {
  apiToken: (outcome) => ('apiToken' in outcome ? outcome.apiToken : null),
  secret: (outcome) => ('secret' in outcome ? outcome.secret : null),
  problems: (outcome) => ('problems' in outcome ? outcome.problems : []),
};
