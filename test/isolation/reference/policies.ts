import type { Action } from '../../../src/domain/access/action.ts';
import type { Dice } from '../world/dice.ts';
import type { Person, World } from '../world/model.ts';
import { start } from '../world/moments.ts';
import type { Sight } from './sight.ts';
import { idOf } from './things.ts';
import type { Thing } from './things.ts';

/** An attempt to change something, and how it has to end. */
export interface Attempt {
  readonly input: Readonly<Record<string, unknown>>;
  /** SEEN: what it is about is there for the person, and what follows tells whether they may. */
  readonly expected: 'NOT_FOUND' | 'FORBIDDEN' | 'ALLOWED' | 'ALLOWED_IF_THERE' | 'REFUSED_EITHER_WAY';
}

interface Trying {
  readonly world: World;
  readonly person: Person;
  readonly sight: Sight;
  readonly things: readonly Thing[];
  readonly dice: Dice;
}

type Policy = (trying: Trying) => Attempt | null;

const reason = 'for a test';

/** A change of an app: the action on its environment, and FORCE besides where it is forced. */
function onApp(action: Action, rest: (dice: Dice) => Readonly<Record<string, unknown>>): Policy {
  return ({ sight, things, dice }) => {
    const apps = things.flatMap(({ type, id, app }) => (type === 'App' && app !== undefined ? [{ id, app }] : []));
    if (apps.length === 0) return null;
    const { id, app } = dice.pick(apps);
    const given = rest(dice);
    const allowed = sight.may(action, app) && (given['force'] !== true || sight.may('FORCE', app));
    return {
      input: { app: id, reason, dryRun: dice.chance(60), ...given },
      expected: !sight.sees(app) ? 'NOT_FOUND' : allowed ? 'ALLOWED' : 'FORBIDDEN',
    };
  };
}

const forced = (dice: Dice) => (dice.chance(30) ? { force: true } : {});

function onOperation(
  fits: (operation: World['operations'][number]) => boolean,
  rest: (operation: World['operations'][number]) => Readonly<Record<string, unknown>>,
  allows: (trying: Trying, operation: World['operations'][number]) => boolean,
): Policy {
  return (trying) => {
    const { sight, things, dice } = trying;
    const those = things.flatMap(({ id, operation }) =>
      operation !== undefined && fits(operation) ? [{ id, operation }] : [],
    );
    if (those.length === 0) return null;
    const { id, operation } = dice.pick(those);
    return {
      input: { operation: id, ...rest(operation) },
      expected: !sight.seesOperation(operation) ? 'NOT_FOUND' : allows(trying, operation) ? 'ALLOWED' : 'FORBIDDEN',
    };
  };
}

const waits = ({ state, approval }: World['operations'][number]) => state === 'AWAITING_APPROVAL' && approval !== null;

function mayDecide({ sight, person }: Trying, { approval, target, actor }: World['operations'][number]): boolean {
  if (approval === null || !sight.has(approval.role, target)) return false;
  return approval.requesterMayApprove || actor.name !== person.name;
}

/** What the roles allow that are given in the test, as they are documented. */
const givenRoles = {
  viewer: ['VIEW', 'VIEW_LOGS'],
  developer: ['VIEW', 'VIEW_LOGS', 'DEPLOY', 'SCALE', 'ROLL_BACK', 'RESTART', 'PAUSE', 'CANCEL'],
} as const;

/** Giving a role: by those who may say who does what there, and who may do all of it themselves. */
const bindRole: Policy = ({ sight, things, dice }) => {
  const places = things.flatMap(({ type, id, tenant, environment }) =>
    type === 'Tenant' || type === 'Environment' ? [{ id, on: environment ?? { tenant: tenant ?? '' } }] : [],
  );
  const place = places.length === 0 || dice.chance(10) ? null : dice.pick(places);
  const on = place?.on ?? {};
  const role = dice.pick(['viewer', 'developer'] as const);
  const allowed = sight.may('MANAGE_ACCESS', on) && givenRoles[role].every((action) => sight.may(action, on));
  const seen = place === null || ('environment' in place.on ? sight.sees(place.on) : sight.seesTenant(place.on.tenant));
  // Who has been given something in a tenant knows its name, though nothing of what they may see is there.
  const named = place !== null && sight.mayView(place.on.tenant);
  const subject = { kind: 'PERSON', name: 'somebody' };
  return {
    input: { role, subject, reason, ...(place !== null && { on: place.id }) },
    expected: seen ? (allowed ? 'ALLOWED' : 'FORBIDDEN') : named ? 'REFUSED_EITHER_WAY' : 'NOT_FOUND',
  };
};

/** Who may do what: every mutation. One that is not here fails the test. */
const policies: Readonly<Record<string, Policy>> = {
  deployApp: onApp('DEPLOY', (dice) => ({ image: 'shop/new:2', ...forced(dice) })),
  scaleApp: onApp('SCALE', (dice) => ({ replicas: dice.between(1, 4), ...forced(dice) })),
  rollbackApp: onApp('ROLL_BACK', forced),
  restartApp: onApp('RESTART', forced),
  pauseRollout: onApp('PAUSE', () => ({})),
  resumeRollout: onApp('PAUSE', () => ({})),
  cancelOperation: onOperation(
    ({ state }) => ['PENDING', 'RUNNING', 'AWAITING_APPROVAL'].includes(state),
    () => ({ reason }),
    // A token does nothing for its maker's name alone.
    ({ sight, person }, { target, actor }) =>
      (actor.name === person.name && person.way.by !== 'API_TOKEN') || sight.may('CANCEL', target),
  ),
  approveOperation: onOperation(waits, ({ plan }) => ({ digest: plan?.digest ?? '' }), mayDecide),
  rejectOperation: onOperation(waits, () => ({ comment: reason }), mayDecide),
  createFreeze: ({ world, sight, dice }) => {
    const tenants = [
      ...new Set(
        world.clusters.flatMap(({ namespaces }) => namespaces.flatMap((each) => each.environment?.tenant ?? [])),
      ),
    ];
    const named = dice.chance(80) ? dice.some(tenants, 40) : [];
    const day = 86_400_000;
    const [from, until] = [start + day, start + 2 * day].map((time) => new Date(time).toISOString());
    const allowed = named.length === 0 ? sight.may('FREEZE') : named.every((tenant) => sight.may('FREEZE', { tenant }));
    const unseen = named.some((tenant) => !sight.seesTenant(tenant));
    return {
      input: { reason, from, until, ...(named.length > 0 && { scope: { tenants: named } }) },
      expected: unseen ? 'REFUSED_EITHER_WAY' : allowed ? 'ALLOWED' : 'FORBIDDEN',
    };
  },
  bindRole,
  createApiToken: ({ sight, things, person, dice }) => {
    const places = things.flatMap(({ type, id, tenant, environment }) =>
      type === 'Tenant' || type === 'Environment' ? [{ id, on: environment ?? { tenant: tenant ?? '' } }] : [],
    );
    if (places.length === 0) return null;
    const { id, on } = dice.pick(places);
    const kind = dice.pick(['PERSONAL', 'MACHINE'] as const);
    const actions = dice.pick([['VIEW'], ['VIEW', 'DEPLOY']] as const);
    const seen = 'environment' in on ? sight.sees(on) : sight.seesTenant(on.tenant);
    const allowed =
      // A token makes no other.
      person.way.by !== 'API_TOKEN' &&
      (kind === 'PERSONAL' || [...actions, 'MANAGE_ACCESS' as const].every((action) => sight.may(action, on)));
    return {
      input: { kind, name: `made-${dice.between(1, 1_000_000_000)}`, actions, on: [id], reason },
      // One's own token reaches no further than oneself, wherever it is said to.
      expected: !seen ? 'REFUSED_EITHER_WAY' : allowed ? 'ALLOWED' : 'FORBIDDEN',
    };
  },
  revokeApiToken: ({ sight, things, dice }) => {
    const tokens = things.flatMap(({ id, token }) => (token === undefined ? [] : [{ id, token }]));
    if (tokens.length === 0) return null;
    const { id, token } = dice.pick(tokens);
    return { input: { token: id, reason }, expected: sight.seesToken(token) ? 'ALLOWED' : 'NOT_FOUND' };
  },
  unbindRole: ({ world, sight, dice }) => {
    if (world.bindings.length === 0) return null;
    const { role, subject, scope } = dice.pick(world.bindings);
    const on = scope.type === 'FLEET' ? {} : scope;
    const id =
      scope.type === 'FLEET'
        ? null
        : scope.type === 'TENANT'
          ? idOf('Tenant', scope.tenant)
          : idOf('Environment', scope.tenant, scope.environment);
    const seen =
      scope.type === 'FLEET' ||
      sight
        .environments()
        .some(
          ({ tenant, environment }) =>
            tenant === scope.tenant && (scope.type === 'TENANT' || environment === scope.environment),
        );
    const given = role === 'viewer' || role === 'developer' ? givenRoles[role] : null;
    const allowed =
      sight.may('MANAGE_ACCESS', on) &&
      (given === null ? sight.may('MANAGE_ACCESS') : given.every((action) => sight.may(action, on)));
    return {
      input: { role, subject, reason, ...(id !== null && { on: id }) },
      expected: !seen ? 'REFUSED_EITHER_WAY' : allowed ? 'ALLOWED_IF_THERE' : 'FORBIDDEN',
    };
  },
  endFreeze: ({ sight, things, dice }) => {
    const { id, freeze } = dice.pick(things.filter(({ type }) => type === 'Freeze'));
    if (freeze === undefined) return null;
    const { tenants } = freeze.scope;
    const allowed =
      tenants.length === 0 ? sight.may('FREEZE') : tenants.every((tenant) => sight.may('FREEZE', { tenant }));
    return {
      input: { freeze: id, reason },
      expected: !sight.seesFreeze(freeze) ? 'NOT_FOUND' : allowed ? 'ALLOWED' : 'FORBIDDEN',
    };
  },
};

/** An attempt by chance; null where the world has nothing to try it on. @throws where nobody has said who may. */
export function attemptOf(mutation: string, trying: Trying): Attempt | null {
  const policy = policies[mutation];
  if (policy === undefined) {
    throw new Error(
      `The isolation test does not know who may ${mutation}. Say in \`policies\` of test/isolation/reference/policies.ts ` +
        'what is tried, on what, and who may, as the rules have it and whatever the code does.',
    );
  }
  return policy(trying);
}
