import type { AuditTargetResolvers } from '../../__generated__/resolvers.ts';
import { asNode } from '../../node-types.ts';

export const AuditTarget: AuditTargetResolvers = {
  node: async ({ type, id, tenant, environment, app, kind }, _args, { fleet, loaders }) => {
    if (type === 'OPERATION' && id !== null) {
      const operation = await loaders.operationById.load(id);
      return operation === null ? null : asNode('Operation', operation);
    }
    if (type === 'FREEZE' && id !== null) {
      const freeze = await loaders.freezeById.load(id);
      return freeze === null ? null : asNode('Freeze', freeze);
    }
    if (type !== 'APP' || tenant === null || environment === null || app === null || kind === null) return null;
    const found = fleet.app({ tenant, environment }, app, kind);
    return found === undefined ? null : asNode('App', found);
  },
};
