import { pickMostly, reason } from './policy.ts';
import type { Policy } from './policy.ts';
import { idOf } from './things.ts';

/** What the roles allow that are given in the test, as they are documented. */
const givenRoles = {
  viewer: ['VIEW', 'VIEW_LOGS'],
  developer: ['VIEW', 'VIEW_LOGS', 'DEPLOY', 'SCALE', 'ROLL_BACK', 'RESTART', 'PAUSE', 'CANCEL'],
  // It counts in approvals, and allows nothing.
  approver: [],
} as const;
const delegable: readonly string[] = ['viewer', 'developer'];

/** Giving a role: by those who may say who does what there, and who may do all of it themselves. */
const bindRole: Policy = ({ sight, things, dice }) => {
  const places = things.flatMap(({ type, id, tenant, environment }) =>
    type === 'Tenant' || type === 'Environment' ? [{ id, on: environment ?? { tenant: tenant ?? '' } }] : [],
  );
  const place = places.length === 0 || dice.chance(10) ? null : dice.pick(places);
  const on = place?.on ?? {};
  const role = dice.pick(['viewer', 'developer', 'approver'] as const);
  const allowed =
    sight.may('MANAGE_ACCESS', on) &&
    (delegable.includes(role) || sight.may('MANAGE_ACCESS')) &&
    givenRoles[role].every((action) => sight.may(action, on));
  const seen = place === null || ('environment' in place.on ? sight.sees(place.on) : sight.seesTenant(place.on.tenant));
  // Who has been given something in a tenant knows its name, though nothing of what they may see is there.
  const named = place !== null && sight.mayView(place.on.tenant);
  const subject = { kind: 'PERSON', name: 'somebody' };
  return {
    input: { role, subject, reason, ...(place !== null && { on: place.id }) },
    expected: seen ? (allowed ? 'ALLOWED' : 'FORBIDDEN') : named ? 'REFUSED_EITHER_WAY' : 'NOT_FOUND',
  };
};

/** Who may say who does what, and who makes tokens. */
export const accessPolicies: Readonly<Record<string, Policy>> = {
  bindRole,
  createApiToken: ({ sight, things, person, dice }) => {
    const places = things.flatMap(({ type, id, tenant, environment }) =>
      type === 'Tenant' || type === 'Environment' ? [{ id, on: environment ?? { tenant: tenant ?? '' } }] : [],
    );
    if (places.length === 0) return null;
    const isNear = ({ on }: (typeof places)[number]) =>
      'environment' in on ? sight.sees(on) : sight.seesTenant(on.tenant);
    const place = pickMostly(places, isNear, dice);
    const { id, on } = place;
    const kind = dice.pick(['PERSONAL', 'MACHINE'] as const);
    const actions = dice.pick([['VIEW'], ['VIEW', 'DEPLOY']] as const);
    const seen = isNear(place);
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
    const { id, token } = pickMostly(tokens, (each) => sight.seesToken(each.token), dice);
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
};
