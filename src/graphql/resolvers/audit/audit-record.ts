import type { AuditRecordResolvers } from '../../__generated__/resolvers.ts';
import { auditRecordId } from '../../ids.ts';

export const AuditRecord: AuditRecordResolvers = {
  id: ({ sequence }) => auditRecordId(sequence),
  brokeGlass: ({ brokeGlass }) => brokeGlass ?? false,
  operation: ({ operationId }, _args, { loaders }) =>
    operationId === null ? null : loaders.operationById.load(operationId),
};
