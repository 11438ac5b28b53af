import type { Access, AccessScope } from './access.ts';
import { actions } from './action.ts';
import type { Action } from './action.ts';

/** What the access allows on all of the scope. */
export function allowedActions(access: Access, on: AccessScope): readonly Action[] {
  return actions.filter((action) => allows(access, action, on));
}

/** Whether the action is any good there: what is not seen is not there, and the fleet is looked into as a whole. */
export function allows(access: Access, action: Action, on: AccessScope): boolean {
  if (on.type === 'FLEET') return access.may(action, on);
  const isSeen = on.type === 'TENANT' ? access.seesTenant(on.tenant) : access.sees(on);
  return isSeen && action !== 'VIEW_FLEET' && access.may(action, on);
}
