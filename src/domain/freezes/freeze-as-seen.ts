import type { Access } from '../access/access.ts';
import type { Freeze } from './freeze.ts';

/** The freeze with those of its tenants that are seen; null where it can concern nothing that is. */
export function freezeAsSeen(freeze: Freeze, access: Access): Freeze | null {
  const { tenants } = freeze.scope;
  const seen = tenants.filter((tenant) => access.seesTenant(tenant));
  if (seen.length === tenants.length) return freeze;
  return seen.length === 0 ? null : { ...freeze, scope: { ...freeze.scope, tenants: seen } };
}
