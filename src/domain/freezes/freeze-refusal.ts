import { environmentScope, fleetScope, tenantScope } from '../access/access.ts';
import type { Access, AccessScope } from '../access/access.ts';
import { refusalOf } from '../access/refusal.ts';
import { problem } from '../operations/problems.ts';
import type { Problem } from '../problem.ts';
import type { FreezeScope } from './freeze.ts';

/** Why the caller may not make or end a freeze of this; null where it may. Tenants that it does not see are not named. */
export function freezeRefusal(
  { tenants = [], environments = [] }: Partial<Pick<FreezeScope, 'tenants' | 'environments'>>,
  access: Access,
): Problem | null {
  const scopes = tenants.flatMap((tenant): readonly AccessScope[] =>
    environments.length === 0
      ? [tenantScope(tenant)]
      : environments.map((environment) => environmentScope({ tenant, environment })),
  );
  const refused = (tenants.length === 0 ? [fleetScope] : scopes).filter((scope) => !access.may('FREEZE', scope));
  if (refused.length === 0) return null;
  const named = refused.find((scope) => scope.type !== 'FLEET' && access.seesTenant(scope.tenant));
  return problem('FORBIDDEN', refusalOf('FREEZE', named ?? fleetScope));
}
