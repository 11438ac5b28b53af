import { createAccess, environmentScope, fleetScope, tenantScope } from '../access/access.ts';
import type { Access } from '../access/access.ts';
import { builtInRoles } from '../access/role.ts';

/**
 * Fixture: the access that built-in roles give, each said as `viewer` (on the fleet), `viewer acme` or `viewer acme/prod`. A role of
 * another name allows nothing.
 */
export function accessOf(...held: readonly string[]): Access {
  return createAccess(
    held.map((text) => {
      const [role = '', where = ''] = text.split(' ');
      const [tenant = '', environment] = where.split('/');
      const scope =
        where === ''
          ? fleetScope
          : environment === undefined
            ? tenantScope(tenant)
            : environmentScope({ tenant, environment });
      return { role, scope, actions: builtInRoles.find(({ name }) => name === role)?.actions ?? new Set() };
    }),
  );
}
