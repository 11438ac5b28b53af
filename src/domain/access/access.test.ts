import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAccess, environmentScope, fleetScope, fullAccess, tenantScope } from './access.ts';
import type { AccessScope } from './access.ts';
import type { Action } from './action.ts';

const prod = { tenant: 'acme', environment: 'prod' };
const dev = { tenant: 'acme', environment: 'dev' };
const nobodys = { tenant: 'unassigned', environment: 'eu-1.default' };
const grant = (scope: AccessScope, ...actions: Action[]) => ({ role: 'role', scope, actions: new Set(actions) });

describe('what grants allow', () => {
  it('holds in their scope and all that is in it, and nowhere else', () => {
    const access = createAccess([grant(tenantScope('acme'), 'VIEW'), grant(environmentScope(dev), 'DEPLOY')]);
    expect(access.may('VIEW', environmentScope(prod))).toBe(true);
    expect(access.may('VIEW', fleetScope)).toBe(false);
    expect(access.may('VIEW', tenantScope('globex'))).toBe(false);
    expect(access.may('DEPLOY', environmentScope(dev))).toBe(true);
    expect(access.may('DEPLOY', environmentScope(prod))).toBe(false);
    expect(access.may('DEPLOY', tenantScope('acme'))).toBe(false);
    expect(access.views).toEqual([tenantScope('acme')]);
  });

  it('shows the environments on which VIEW is allowed, whatever the grants', () => {
    const name = fc.constantFrom('acme', 'globex', 'unassigned');
    const environment = fc.record({ tenant: name, environment: fc.constantFrom('dev', 'prod') });
    const scope = fc.oneof(fc.constant(fleetScope), name.map(tenantScope), environment.map(environmentScope));
    const actions = fc.subarray<Action>(['VIEW', 'VIEW_FLEET', 'DEPLOY']);
    const grants = fc.array(fc.tuple(scope, actions).map(([scope, actions]) => grant(scope, ...actions)));
    const promise = fc.property(grants, environment, (grants, environment) => {
      const access = createAccess(grants);
      expect(access.sees(environment)).toBe(access.may('VIEW', environmentScope(environment)));
    });
    fc.assert(promise, { numRuns: 1_000 });
  });

  it('shows a tenant of which one environment can be seen', () => {
    const access = createAccess([grant(environmentScope(dev), 'VIEW')]);
    expect([access.seesTenant('acme'), access.sees(dev), access.sees(prod)]).toEqual([true, true, false]);
    expect(access.may('VIEW', tenantScope('acme'))).toBe(false);
  });

  it('keeps what belongs to nobody for those who see the fleet', () => {
    for (const scope of [fleetScope, tenantScope('unassigned'), environmentScope(nobodys)]) {
      const access = createAccess([grant(scope, 'VIEW', 'DEPLOY')]);
      expect([access.sees(nobodys), access.seesTenant('unassigned'), access.seesEverything]).toEqual([
        false,
        false,
        false,
      ]);
      expect(access.may('DEPLOY', environmentScope(nobodys))).toBe(false);
    }
    const access = createAccess([grant(fleetScope, 'VIEW', 'VIEW_FLEET')]);
    expect([access.sees(nobodys), access.seesTenant('unassigned'), access.seesEverything]).toEqual([true, true, true]);
  });

  it('names the roles that are had somewhere, from outside to inside', () => {
    const access = createAccess([
      { role: 'auditor', scope: fleetScope, actions: new Set() },
      { role: 'developer', scope: environmentScope(dev), actions: new Set() },
    ]);
    expect(access.rolesOn(environmentScope(dev))).toEqual(['auditor', 'developer']);
    expect(access.rolesOn(tenantScope('acme'))).toEqual(['auditor']);
  });

  it('is nothing without grants, and everything with full access', () => {
    expect(createAccess([]).may('VIEW', environmentScope(prod))).toBe(false);
    expect(fullAccess(['x'])).toMatchObject({ seesEverything: true, views: [fleetScope] });
  });

  it('keeps names apart that look alike when they are put together', () => {
    const access = createAccess([grant(tenantScope('a\nb'), 'VIEW')]);
    expect(access.sees({ tenant: 'a', environment: 'b' })).toBe(false);
  });
});
