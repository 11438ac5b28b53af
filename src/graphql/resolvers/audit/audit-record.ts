import type { AuditRecordResolvers } from '../../__generated__/resolvers.ts';
import { auditRecordId } from '../../ids.ts';

export const AuditRecord: AuditRecordResolvers = {
  id: ({ hash }) => auditRecordId(hash),
  sequence: ({ sequence }, _args, { audit }) => (audit.showsChain ? sequence : null),
  hash: ({ hash }, _args, { audit }) => (audit.showsChain ? hash : null),
  previousHash: ({ previousHash }, _args, { audit }) => (audit.showsChain ? previousHash : null),
  brokeGlass: ({ brokeGlass }) => brokeGlass ?? false,
  operation: ({ operationId }, _args, { loaders }) =>
    operationId === null ? null : loaders.operationById.load(operationId),
};
