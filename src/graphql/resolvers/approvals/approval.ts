import type { ApprovalResolvers } from '../../__generated__/resolvers.ts';

export const Approval: ApprovalResolvers = {
  breakGlass: ({ brokenBy, reason }) => brokenBy && { by: brokenBy, reason: reason ?? '' },
};
