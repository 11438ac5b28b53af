import { expect, it } from 'vitest';
import { createAccess, environmentScope, fleetScope, fullAccess, tenantScope } from './access.ts';
import type { AccessScope } from './access.ts';
import type { Action } from './action.ts';
import { hasLost } from './lost-rights.ts';

const prod = environmentScope({ tenant: 'acme', environment: 'prod' });
const held = (role: string, scope: AccessScope, ...actions: Action[]) => ({ role, scope, actions: new Set(actions) });
const lost = (before: readonly ReturnType<typeof held>[], after: readonly ReturnType<typeof held>[]) =>
  hasLost(createAccess(before), createAccess(after));

it('is what was allowed somewhere and is no longer', () => {
  expect(lost([held('a', prod, 'VIEW', 'DEPLOY')], [held('a', prod, 'VIEW')])).toBe(true);
  expect(lost([held('a', tenantScope('acme'), 'VIEW')], [held('a', prod, 'VIEW')])).toBe(true);
  expect(lost([held('a', prod, 'VIEW')], [])).toBe(true);
  expect(hasLost(fullAccess(['x']), createAccess([held('x', fleetScope, 'VIEW')]))).toBe(true);
});

it('is a role that counted somewhere, even where as much is allowed as before', () => {
  expect(lost([held('manager', prod)], [])).toBe(true);
  expect(lost([held('a', prod, 'VIEW'), held('b', prod, 'VIEW')], [held('a', prod, 'VIEW')])).toBe(true);
  expect(lost([held('a', fleetScope), held('a', prod)], [held('a', prod)])).toBe(true);
});

it('is not what grew, moved outwards, or is the same by other ways', () => {
  expect(lost([], [held('a', prod, 'VIEW')])).toBe(false);
  expect(lost([held('a', prod, 'VIEW')], [held('a', prod, 'VIEW', 'DEPLOY')])).toBe(false);
  expect(lost([held('a', prod, 'VIEW')], [held('a', fleetScope, 'VIEW')])).toBe(false);
  expect(lost([held('a', prod, 'VIEW'), held('b', prod)], [held('b', prod, 'VIEW'), held('a', prod)])).toBe(false);
});

it('is the tenant of what belongs to nobody, with the right to see the fleet', () => {
  const unassigned = held('a', tenantScope('unassigned'), 'VIEW');
  expect(lost([unassigned, held('b', fleetScope, 'VIEW_FLEET')], [unassigned, held('b', fleetScope)])).toBe(true);
  // It never was open.
  expect(lost([unassigned], [held('a', tenantScope('unassigned'))])).toBe(false);
});
