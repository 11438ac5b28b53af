import { actions } from './action.ts';
import type { Access } from './access.ts';

/**
 * Whether something is gone: an action on a scope that was allowed, or a role somewhere, which may count in approvals. What was
 * given on a scope around it instead makes up for it; an environment each, in place of their tenant, does not.
 */
export function hasLost(before: Access, after: Access): boolean {
  if (before === after) return false;
  return (
    before.roles.some(({ role, scope }) => !after.rolesOn(scope).includes(role)) ||
    actions.some((action) =>
      before.where(action).some((scope) => before.may(action, scope) && !after.may(action, scope)),
    )
  );
}
