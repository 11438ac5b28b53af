import { fleetScope } from '../../../domain/access/access.ts';
import { allows } from '../../../domain/access/allowed-actions.ts';
import type { ViewerResolvers } from '../../__generated__/resolvers.ts';
import { scopeOfId } from './scope-of-id.ts';

export const Viewer: ViewerResolvers = {
  displayName: ({ name, displayName }) => displayName ?? name,
  can: async ({ access }, { action, on }, context) => {
    const scope = on === null || on === undefined ? fleetScope : await scopeOfId(on, context);
    return scope !== null && allows(access, action, scope);
  },
  heldRoles: ({ access }) => access.roles,
};
