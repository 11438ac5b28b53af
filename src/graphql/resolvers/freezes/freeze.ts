import { auditScopeOf } from '../../../domain/freezes/audit-scope.ts';
import { freezeState } from '../../../domain/freezes/freeze.ts';
import type { FreezeResolvers } from '../../__generated__/resolvers.ts';
import { freezeId } from '../../ids.ts';
import { auditWithin } from '../audit/audit-within.ts';

export const Freeze: FreezeResolvers = {
  id: ({ id }) => freezeId(id),
  audit: ({ id, scope }, page, { audit }) => auditWithin(audit, { type: 'FREEZE', id }, auditScopeOf(scope), page),
  state: (freeze, _args, { clock }) => freezeState(freeze, clock.now()),
};
