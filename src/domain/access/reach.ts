import type { EnvironmentKey } from '../fleet/keys.ts';
import { unassigned } from '../tenancy/adoption.ts';
import { fleetScope } from './access.ts';
import type { Access, AccessScope } from './access.ts';
import type { Action } from './action.ts';
import { narrower } from './both-of.ts';

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

/** Where all of these actions are allowed, one or more; null: everywhere, and nothing need be left out. */
export function reachOf(access: Access, ...actions: readonly [Action, ...Action[]]): Reach | null {
  const opensUnassigned = access.may('VIEW_FLEET', fleetScope);
  if (actions.every((action) => access.may(action, fleetScope))) return opensUnassigned ? null : { type: 'ASSIGNED' };
  const [scopes, ...others] = actions.map((action) => access.where(action));
  const tenants = new Set<string>();
  const environments: EnvironmentKey[] = [];
  for (const scope of others.reduce(common, scopes ?? [])) {
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

function common(some: readonly AccessScope[], others: readonly AccessScope[]): readonly AccessScope[] {
  return some.flatMap((scope) => others.flatMap((other) => narrower(scope, other) ?? []));
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
