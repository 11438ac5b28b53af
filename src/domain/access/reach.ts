import type { EnvironmentKey } from '../fleet/keys.ts';
import { unassigned } from '../tenancy/adoption.ts';
import { fleetScope } from './access.ts';
import type { Access } from './access.ts';
import type { Action } from './action.ts';

/** A condition on tenants and environments, for lists that are filtered where they are read. */
export type Reach =
  /** All but what belongs to nobody. */
  | { readonly type: 'ASSIGNED' }
  /** These tenants, and these environments of others. */
  | { readonly type: 'PARTS'; readonly tenants: readonly string[]; readonly environments: readonly EnvironmentKey[] };

/** What something is about; null where it is about none in particular. */
interface About {
  readonly tenant: string | null;
  readonly environment: string | null;
}

/** Where the action is allowed; null: everywhere, and nothing need be left out. */
export function reachOf(access: Access, action: Action): Reach | null {
  const opensUnassigned = access.may('VIEW_FLEET', fleetScope);
  if (access.may(action, fleetScope)) return opensUnassigned ? null : { type: 'ASSIGNED' };
  const tenants = new Set<string>();
  const environments: EnvironmentKey[] = [];
  for (const scope of access.where(action)) {
    if (scope.type === 'FLEET' || (scope.tenant === unassigned && !opensUnassigned)) continue;
    if (scope.type === 'TENANT') tenants.add(scope.tenant);
    else environments.push(scope);
  }
  return {
    type: 'PARTS',
    tenants: [...tenants],
    environments: environments.filter(({ tenant }) => !tenants.has(tenant)),
  };
}

/** Whether something lies within; what is about no tenant does so only where the reach is the fleet. */
export function isWithin(reach: Reach | null, { tenant, environment }: About): boolean {
  if (reach === null) return true;
  if (reach.type === 'ASSIGNED') return tenant !== unassigned;
  if (tenant === null) return false;
  return (
    reach.tenants.includes(tenant) ||
    reach.environments.some((key) => key.tenant === tenant && key.environment === environment)
  );
}
