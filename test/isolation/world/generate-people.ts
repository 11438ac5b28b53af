import { environmentScope, fleetScope, tenantScope } from '../../../src/domain/access/access.ts';
import type { AccessScope } from '../../../src/domain/access/access.ts';
import type { AccessRules } from '../../../src/domain/access/access-book.ts';
import { actions } from '../../../src/domain/access/action.ts';
import type { Action } from '../../../src/domain/access/action.ts';
import type { Subject } from '../../../src/domain/access/binding.ts';
import { unassigned } from '../../../src/domain/tenancy/adoption.ts';
import type { ApiToken } from '../../../src/domain/tokens/api-token.ts';
import type { Dice } from './dice.ts';
import type { Words } from './generate-clusters.ts';
import type { Marks } from './marks.ts';
import type { Given, ModelCluster, ModelGrant, Person, Way } from './model.ts';
import { approverRoles, start } from './moments.ts';

/** Somebody with up to three grants: mostly in a tenant or an environment, at times on the fleet, at times none. */
export function generatePerson(dice: Dice, marks: Marks, words: Words, clusters: readonly ModelCluster[]): Person {
  const name = `person ${marks.word()}`;
  const made = dice.chance(30) ? tokenOf(dice, marks, words, clusters, name) : null;
  const crossed = made?.kind === 'PERSONAL' && dice.chance(40) ? crossing(dice, words) : null;
  const token = made === null || crossed === null ? made : { ...made, ...crossed.ofToken };
  if (token?.kind === 'MACHINE') {
    const way: Way = { by: 'API_TOKEN', token };
    return { name: token.name, given: [], grants: grantsOf(way, []), way };
  }
  const grants = crossed?.ofMaker ?? grantsBy(dice, words, clusters);
  const groups = token !== null || dice.chance(50) ? [`group ${marks.word()}`] : [];
  const subjects: readonly Subject[] = [
    { kind: 'PERSON', name },
    ...groups.map((group): Subject => ({ kind: 'GROUP', name: group })),
  ];
  const given = grants.map((each) => ({
    subject: dice.pick(subjects),
    grant: each,
    role: `given-${dice.between(1, 1e9)}`,
  }));
  const way: Way =
    token !== null
      ? { by: 'API_TOKEN', token: { ...token, groups } }
      : groups.length > 0
        ? { by: 'SIGN_ON', groups }
        : { by: 'CALLERS_FILE' };
  return { name, given, grants: grantsOf(way, given), way };
}

function grantsBy(dice: Dice, words: Words, clusters: readonly ModelCluster[]): readonly ModelGrant[] {
  if (dice.chance(7)) return [{ role: 'platform-administrator', scope: fleetScope, actions }];
  // Who may change everything, and sees little of what that is about.
  if (dice.chance(7)) {
    const seen = { role: 'custom', scope: tenantScope(dice.pick(words.tenants)), actions: ['VIEW'] } as const;
    return [{ role: dice.pick(approverRoles), scope: fleetScope, actions: powers }, seen];
  }
  return Array.from({ length: dice.chance(8) ? 0 : dice.between(1, 3) }, () => grant(dice, words, clusters));
}

/** A maker and a token that have something in common, and each something near by that the other has not. */
function crossing(dice: Dice, words: Words) {
  const [one = '', other = one] = words.tenants;
  const [first = '', second = first] = words.environments;
  const shared = dice.pick([tenantScope(other), environmentScope({ tenant: other, environment: first })]);
  const [mine, its]: readonly (readonly AccessScope[])[] = dice.pick([
    // Two environments of one tenant, of which neither sees the other's.
    [
      [environmentScope({ tenant: one, environment: first }), shared],
      [environmentScope({ tenant: one, environment: second }), shared],
    ],
    // What belongs to nobody, for which one of the two looks into clusters, and the other does not.
    [[fleetScope], [tenantScope(unassigned), shared]],
    [[tenantScope(unassigned), shared], [fleetScope]],
  ]);
  const opens: readonly Action[] = ['VIEW', 'VIEW_FLEET', 'VIEW_AUDIT'];
  const isFleet = (scopes: readonly AccessScope[] = []) => scopes.includes(fleetScope);
  return {
    ofMaker: (mine ?? []).map((scope) => ({
      role: 'custom',
      scope,
      actions: isFleet(mine) ? opens : ['VIEW' as const, ...powers],
    })),
    ofToken: { scopes: its ?? [], actions: isFleet(its) ? opens : ['VIEW' as const, ...powers] },
  };
}

/** What somebody may who comes that way and was given that: through a token no more than it may, and no roles. */
export function grantsOf(way: Way, given: readonly Given[]): readonly ModelGrant[] {
  const own = given.map(({ grant }) => grant);
  if (way.by !== 'API_TOKEN') return own;
  const { kind, scopes, actions: allowed } = way.token;
  const ofToken = scopes.map((scope): ModelGrant => ({ role: 'none', scope, actions: allowed }));
  return kind === 'MACHINE'
    ? ofToken
    : own.flatMap((each) => ofToken.flatMap((other) => bothGrants(each, other) ?? []));
}

/** What was given, as an access file says it: roles that count in approvals by their names, and others for what is allowed. */
export function rulesOf(people: readonly Pick<Person, 'given'>[]): AccessRules {
  const all = people.flatMap(({ given }) => given);
  return {
    roles: all.map(({ role, grant: { actions: allowed } }) => ({
      name: role,
      description: 'What one grant allows.',
      actions: new Set(allowed),
      isBuiltIn: false,
      isDelegable: false,
    })),
    bindings: all.flatMap(({ subject, role, grant: { role: counts, scope } }) => [
      { role, subject, scope },
      ...(counts === 'custom' ? [] : [{ role: counts, subject, scope }]),
    ]),
  };
}

function tokenOf(dice: Dice, marks: Marks, words: Words, clusters: readonly ModelCluster[], maker: string): ApiToken {
  return {
    id: marks.uuid(),
    kind: dice.pick(['PERSONAL', 'PERSONAL', 'MACHINE']),
    name: `token-${marks.word()}`,
    actions: dice.chance(30) ? actions : ['VIEW', ...dice.some(actions.slice(1), 60)],
    scopes: Array.from({ length: dice.between(1, 2) }, () => generateScope(dice, words, clusters)),
    createdBy: { name: maker, kind: 'USER' },
    groups: [],
    createdAt: start - 30_000,
    expiresAt: start + 86_400_000,
    lastUsedAt: null,
    revokedAt: null,
    revokedBy: null,
  };
}

/** What both allow, where both do; null: nowhere. */
function bothGrants(one: ModelGrant, other: ModelGrant): ModelGrant | null {
  const scope = covers(one.scope, other.scope) ? other.scope : covers(other.scope, one.scope) ? one.scope : null;
  const allowed = one.actions.filter((action) => other.actions.includes(action));
  return scope === null ? null : { role: 'none', scope, actions: allowed };
}

function covers(outer: AccessScope, inner: AccessScope): boolean {
  if (outer.type === 'FLEET') return true;
  if (inner.type === 'FLEET' || inner.tenant !== outer.tenant) return false;
  return outer.type === 'TENANT' || (inner.type === 'ENVIRONMENT' && inner.environment === outer.environment);
}

const powers: readonly Action[] = actions.filter(
  (action) => action !== 'VIEW' && action !== 'VIEW_FLEET' && action !== 'VIEW_AUDIT',
);

function grant(dice: Dice, words: Words, clusters: readonly ModelCluster[]): ModelGrant {
  const role = dice.chance(50) ? dice.pick(approverRoles) : 'custom';
  // Now and then somebody may change what they do not see: then it does not exist for them.
  if (dice.chance(15)) {
    const scope = dice.chance(40) ? fleetScope : generateScope(dice, words, clusters);
    return { role, scope, actions: dice.some([...powers, 'VIEW_FLEET'], 60) };
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
