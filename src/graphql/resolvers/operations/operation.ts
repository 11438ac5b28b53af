import { environmentScope } from '../../../domain/access/access.ts';
import type { OperationResolvers } from '../../__generated__/resolvers.ts';
import { operationId } from '../../ids.ts';
import { asNode } from '../../node-types.ts';
import { auditWithin } from '../audit/audit-within.ts';

export const Operation: OperationResolvers = {
  id: ({ id }) => operationId(id),
  target: ({ target }, _args, { fleet }) => {
    const app = fleet.app(target, target.name, target.kind);
    return app === undefined ? null : asNode('App', app);
  },
  approval: ({ approval, reason }) => approval && { ...approval, reason },
  audit: ({ id, target }, page, { audit }) =>
    auditWithin(audit, { type: 'OPERATION', id }, environmentScope(target), page),
  waitsFor: (operation, _args, { operations }) => [...operations.ahead(operation)],
  queuePosition: (operation, _args, { operations }) =>
    operation.state === 'PENDING'
      ? operations.ahead(operation).filter(({ state }) => state === 'PENDING').length + 1
      : null,
  supersededBy: ({ supersededBy }, _args, { loaders }) =>
    supersededBy === null ? null : loaders.operationById.load(supersededBy),
};
