import type { AuditFilter, AuditSubject } from '../../../domain/audit/audit-log.ts';
import { ArgumentError } from '../../../domain/fleet/fleet.ts';
import type { AuditFilter as AuditFilterInput } from '../../__generated__/resolvers.ts';
import type { Given } from '../../given.ts';
import { parseGlobalId } from '../../ids.ts';

/** The filter with the things that its ids name. @throws ArgumentError INVALID for an id of something else. */
export function auditFilterFrom({ targets, operations, ...conditions }: Given<AuditFilterInput>): AuditFilter {
  return {
    ...conditions,
    ...(targets !== undefined && { targets: targets.map(subjectOf) }),
    ...(operations !== undefined && { operations: operations.map(operationOf) }),
  };
}

function subjectOf(id: string, index: number): AuditSubject {
  const named = parseGlobalId(id);
  switch (named?.type) {
    case 'Tenant':
      return { type: 'TENANT', tenant: named.name };
    case 'Environment':
      return { type: 'ENVIRONMENT', key: named.key };
    case 'App':
      return { type: 'APP', key: named.key };
    case 'Operation':
      return { type: 'OPERATION', id: named.id };
    case 'Freeze':
      return { type: 'FREEZE', id: named.id };
    default:
      throw new ArgumentError(
        'INVALID',
        `filter.targets[${index}] is not the id of a tenant, an environment, an app, an operation or a freeze: take it from the field id of one.`,
      );
  }
}

function operationOf(id: string, index: number): string {
  const named = parseGlobalId(id);
  if (named?.type === 'Operation') return named.id;
  throw new ArgumentError(
    'INVALID',
    `filter.operations[${index}] is not the id of an operation: take it from the field Operation.id.`,
  );
}
