import { environmentScope, tenantScope } from '../../../domain/access/access.ts';
import type { AccessScope } from '../../../domain/access/access.ts';
import type { GraphqlContext } from '../../context.ts';
import { parseGlobalId } from '../../ids.ts';

/** Where something has to be allowed that is done with what the id names; null where that is nowhere, or not seen. */
export async function scopeOfId(text: string, { loaders }: GraphqlContext): Promise<AccessScope | null> {
  const id = parseGlobalId(text);
  switch (id?.type) {
    case 'Tenant':
      return tenantScope(id.name);
    case 'Environment':
    case 'App':
      return environmentScope(id.key);
    case 'Revision':
    case 'Rollout':
      return environmentScope(id.app);
    case 'Operation': {
      const operation = await loaders.operationById.load(id.id);
      return operation === null ? null : environmentScope(operation.target);
    }
    default:
      return null;
  }
}
