import type { RoleBindingPayloadResolvers } from '../../__generated__/resolvers.ts';

export const RoleBindingPayload: RoleBindingPayloadResolvers = {
  binding: (outcome) => ('binding' in outcome ? { ...outcome.binding, source: 'MUTATION' } : null),
  problems: (outcome) => ('problems' in outcome ? outcome.problems : []),
};
