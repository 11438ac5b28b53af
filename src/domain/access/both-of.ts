import type { Access, AccessScope } from './access.ts';
import type { Action } from './action.ts';

/** What two allow together: nothing that either keeps back. Roles do not pass, as one of the two may not have them. */
export function bothOf(a: Access, b: Access): Access {
  const where = (action: Action) =>
    a.where(action).flatMap((scope) => b.where(action).flatMap((other) => narrower(scope, other) ?? []));
  return {
    seesEverything: a.seesEverything && b.seesEverything,
    views: where('VIEW'),
    roles: [],
    where,
    may: (action, on) => a.may(action, on) && b.may(action, on),
    sees: (environment) => a.sees(environment) && b.sees(environment),
    // Each may see another environment of it: what counts is one that both see.
    seesTenant: (tenant) =>
      a.seesTenant(tenant) &&
      b.seesTenant(tenant) &&
      a.views.some((view) => b.views.some((other) => reaches(narrower(view, other), tenant))),
    rolesOn: () => [],
  };
}

/** The one of the two that lies in the other; null where they have nothing in common. */
export function narrower(a: AccessScope, b: AccessScope): AccessScope | null {
  if (isWithin(a, b)) return a;
  return isWithin(b, a) ? b : null;
}

function isWithin(inner: AccessScope, outer: AccessScope): boolean {
  if (outer.type === 'FLEET') return true;
  if (inner.type === 'FLEET' || inner.tenant !== outer.tenant) return false;
  if (outer.type === 'TENANT') return true;
  return inner.type === 'ENVIRONMENT' && inner.environment === outer.environment;
}

function reaches(scope: AccessScope | null, tenant: string): boolean {
  return scope !== null && (scope.type === 'FLEET' || scope.tenant === tenant);
}
