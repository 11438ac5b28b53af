import { problem } from '../operations/problems.ts';
import type { Problem } from '../problem.ts';
import { fleetScope, scopeText } from './access.ts';
import type { Access, AccessScope } from './access.ts';
import { actions } from './action.ts';
import type { Binding } from './binding.ts';
import { refusalOf } from './refusal.ts';
import type { Role } from './role.ts';

/**
 * Why somebody may not give this role there, or take it back; null where they may. Nobody gives more than they have there; and what a
 * role counts for in approvals is no action that one could have, so such a role is given by those who manage the whole fleet.
 */
export function bindingRefusal({ role: name, scope }: Binding, role: Role | null, access: Access): Problem | null {
  if (!access.may('MANAGE_ACCESS', scope)) return problem('FORBIDDEN', refusalOf('MANAGE_ACCESS', scope));
  const path = ['input', 'role'];
  if (role?.isDelegable !== true && !access.may('MANAGE_ACCESS', fleetScope)) {
    const message = `The role ${name} can count in approvals, so only those give it or take it back who say who may do what on the whole fleet. Ask a platform administrator.`;
    return problem('FORBIDDEN', message, { path });
  }
  const missing = [...(role?.actions ?? [])].filter((action) => !access.may(action, scope));
  if (missing.length === 0) return null;
  const message = `The role ${name} allows ${missing.join(', ')}, which you may not do ${scopeText(scope)} yourself: nobody gives more than they have. Ask somebody who may.`;
  return problem('FORBIDDEN', message, { path });
}

/** Whether whoever has the role there may do everything everywhere, and so can give anything to anybody. */
export function administersAll(scope: AccessScope, role: Role | null): boolean {
  return scope.type === 'FLEET' && role !== null && actions.every((action) => role.actions.has(action));
}
