import { expect, it } from 'vitest';
import { createAccess, environmentScope, fleetScope, tenantScope } from './access.ts';
import type { AccessScope } from './access.ts';
import { actions } from './action.ts';
import type { Action } from './action.ts';
import { bothOf } from './both-of.ts';

const scopes: readonly AccessScope[] = [
  fleetScope,
  ...['acme', 'globex', 'unassigned'].flatMap((tenant) => [
    tenantScope(tenant),
    ...['dev', 'prod'].map((environment) => environmentScope({ tenant, environment })),
  ]),
];

const platform = { role: 'platform', scope: fleetScope, actions: new Set<Action>(['VIEW_FLEET']) };

/** A number from 0 up to `below`, from a seed: the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

function randomAccess(next: (below: number) => number) {
  return createAccess(
    Array.from({ length: next(4) }, () => ({
      role: 'role',
      scope: scopes[next(scopes.length)] ?? fleetScope,
      actions: new Set<Action>(actions.filter(() => next(3) > 0)),
    })),
  );
}

it('allows what both allow, wherever that is, and shows the tenants of what can be seen', () => {
  const next = numbers(7);
  for (let round = 0; round < 500; round += 1) {
    const [a, b] = [randomAccess(next), randomAccess(next)];
    const both = bothOf(a, b);
    for (const scope of scopes) {
      for (const action of actions) expect(both.may(action, scope)).toBe(a.may(action, scope) && b.may(action, scope));
    }
    const environments = scopes.flatMap((scope) => (scope.type === 'ENVIRONMENT' ? [scope] : []));
    const seen = environments.filter((environment) => both.sees(environment));
    expect(seen).toEqual(environments.filter((environment) => a.sees(environment) && b.sees(environment)));
    // An environment that can be seen lies in what is said to be seen, in a tenant that can be seen.
    const told = createAccess([...both.views.map(viewOf), platform]);
    expect(seen.filter((environment) => !both.seesTenant(environment.tenant) || !told.sees(environment))).toEqual([]);
    expect(both.where('DEPLOY').every((scope) => isUnassigned(scope) || both.may('DEPLOY', scope))).toBe(true);
    for (const view of both.views) {
      if (view.type === 'FLEET' || isUnassigned(view)) continue;
      expect(both.seesTenant(view.tenant)).toBe(true);
      expect(both.may('VIEW', view)).toBe(true);
    }
  }
});

it('does not show a tenant of which each sees another environment', () => {
  const [dev, prod] = ['dev', 'prod'].map((environment) =>
    createAccess([viewOf(environmentScope({ tenant: 'acme', environment }))]),
  );
  expect(dev && prod && bothOf(dev, prod).seesTenant('acme')).toBe(false);
});

function viewOf(scope: AccessScope) {
  return { role: 'viewer', scope, actions: new Set<Action>(['VIEW']) };
}

function isUnassigned(scope: AccessScope): boolean {
  return scope.type !== 'FLEET' && scope.tenant === 'unassigned';
}
