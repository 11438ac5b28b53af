import { environmentScope, fleetScope, tenantScope } from '../access/access.ts';
import type { AccessScope } from '../access/access.ts';
import type { FreezeScope } from './freeze.ts';

/** Whose audit a freeze belongs to: one tenant's, or one environment's of it, where it names just that; else the fleet's. */
export function auditScopeOf({ tenants, environments }: Pick<FreezeScope, 'tenants' | 'environments'>): AccessScope {
  const [tenant, ...otherTenants] = tenants;
  const [environment, ...otherEnvironments] = environments;
  if (tenant === undefined || otherTenants.length > 0) return fleetScope;
  return environment === undefined || otherEnvironments.length > 0
    ? tenantScope(tenant)
    : environmentScope({ tenant, environment });
}
