import { environmentScope, fleetScope, tenantScope } from '../../../src/domain/access/access.ts';
import type { AccessScope } from '../../../src/domain/access/access.ts';
import { actions } from '../../../src/domain/access/action.ts';
import type { Action } from '../../../src/domain/access/action.ts';
import { unassigned } from '../../../src/domain/tenancy/adoption.ts';
import type { Dice } from './dice.ts';
import type { Words } from './generate-clusters.ts';
import type { Marks } from './marks.ts';
import type { ModelCluster, ModelGrant, Person } from './model.ts';
import { approverRoles } from './moments.ts';

/** Somebody with up to three grants: mostly in a tenant or an environment, at times on the fleet, at times none. */
export function generatePerson(dice: Dice, marks: Marks, words: Words, clusters: readonly ModelCluster[]): Person {
  const grants = dice.chance(7)
    ? [{ role: 'platform-administrator', scope: fleetScope, actions }]
    : Array.from({ length: dice.chance(8) ? 0 : dice.between(1, 3) }, () => grant(dice, words, clusters));
  return { name: `person ${marks.word()}`, grants };
}

const powers: readonly Action[] = actions.filter(
  (action) => action !== 'VIEW' && action !== 'VIEW_FLEET' && action !== 'VIEW_AUDIT',
);

function grant(dice: Dice, words: Words, clusters: readonly ModelCluster[]): ModelGrant {
  const role = dice.chance(40) ? dice.pick(approverRoles) : 'custom';
  // Now and then somebody may change what they do not see: then it does not exist for them. Who says who may do what sees that.
  if (dice.chance(10)) {
    const blind = powers.filter((action) => action !== 'MANAGE_ACCESS');
    return { role, scope: generateScope(dice, words, clusters), actions: dice.some(blind, 50) };
  }
  return {
    role,
    scope: generateScope(dice, words, clusters),
    actions: [
      'VIEW',
      ...dice.some(powers, 50),
      ...(dice.chance(40) ? (['VIEW_AUDIT'] as const) : []),
      ...(dice.chance(10) ? (['VIEW_FLEET'] as const) : []),
    ],
  };
}

export function generateScope(dice: Dice, words: Words, clusters: readonly ModelCluster[]): AccessScope {
  if (dice.chance(10)) return fleetScope;
  const tenant = dice.pick(words.tenants);
  if (dice.chance(45)) return tenantScope(dice.chance(8) ? unassigned : tenant);
  if (dice.chance(10)) {
    const [namespace] = dice.pick(clusters).namespaces.filter(({ environment }) => environment?.tenant === unassigned);
    if (namespace?.environment) return environmentScope(namespace.environment);
  }
  return environmentScope({ tenant, environment: dice.pick(words.environments) });
}
