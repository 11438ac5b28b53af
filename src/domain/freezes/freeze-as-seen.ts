import type { Access } from '../access/access.ts';
import type { Freeze } from './freeze.ts';

/** Whether the freeze can concern something that is seen. */
export function seesFreeze({ scope: { tenants } }: Freeze, access: Access): boolean {
  return tenants.length === 0 || tenants.some((tenant) => access.seesTenant(tenant));
}

/** A freeze that is seen, with those of its tenants that are. */
export function freezeAsSeen(freeze: Freeze, access: Access): Freeze {
  const tenants = freeze.scope.tenants.filter((tenant) => access.seesTenant(tenant));
  return tenants.length === freeze.scope.tenants.length ? freeze : { ...freeze, scope: { ...freeze.scope, tenants } };
}
