import { actions } from '../../../domain/access/action.ts';
import type { RoleResolvers } from '../../__generated__/resolvers.ts';

export const Role: RoleResolvers = {
  actions: (role) => actions.filter((action) => role.actions.has(action)),
};
