import type { OperationPayloadResolvers } from '../../__generated__/resolvers.ts';

export const OperationPayload: OperationPayloadResolvers = {
  operation: (outcome) => ('operation' in outcome ? outcome.operation : null),
  plan: (outcome) => ('plan' in outcome ? outcome.plan : null),
  problems: (outcome) => ('problems' in outcome ? outcome.problems : []),
  preflight(outcome) {
    if ('problems' in outcome) return outcome.preflight ?? null;
    return 'plan' in outcome ? outcome.plan : outcome.operation.plan;
  },
};
