import { tenantScope } from '../../../src/domain/access/access.ts';
import type { ApprovalRule } from '../../../src/domain/approvals/approval-rule.ts';
import type { AppKey } from '../../../src/domain/fleet/keys.ts';
import type { OperationKind } from '../../../src/domain/operations/operation.ts';
import type { FreezeScope } from '../../../src/domain/freezes/freeze.ts';
import type { Action } from '../../../src/domain/access/action.ts';
import type { Dice } from '../world/dice.ts';
import type { World } from '../world/model.ts';
import { start } from '../world/moments.ts';
import type { Sight } from './sight.ts';
import { accessPolicies } from './access-policies.ts';
import { pickMostly, reason } from './policy.ts';
import type { Attempt, Policy, Trying } from './policy.ts';

/** A change of an app: the action on its environment, and FORCE besides where it is forced. */
function onApp(action: Action, kind: OperationKind, rest: (dice: Dice) => Given): Policy {
  return ({ world, sight, things, dice }) => {
    const apps = things.flatMap(({ type, id, app }) => (type === 'App' && app !== undefined ? [{ id, app }] : []));
    if (apps.length === 0) return null;
    const { id, app } = pickMostly(apps, (each) => sight.sees(each.app), dice);
    const given: Given = { ...rest(dice), ...(dice.chance(30) && { breakGlass: true }), ...keyed(dice) };
    const dryRun = dice.chance(50);
    const rule = ruleFor(world, app, kind);
    const breaksUnallowed =
      given['breakGlass'] === true && rule !== undefined && !rule.breakGlass.some((role) => sight.has(role, app));
    const allowed = sight.may(action, app) && (given['force'] !== true || sight.may('FORCE', app));
    // A plan only tells what would be, that it may not be included.
    const isForbidden = !allowed || (breaksUnallowed && !dryRun);
    return {
      input: { app: id, reason, dryRun, ...given },
      ...(allowed && breaksUnallowed && dryRun && { verdict: 'REFUSED' as const }),
      expected: !sight.sees(app) ? 'NOT_FOUND' : isForbidden ? 'FORBIDDEN' : 'ALLOWED',
    };
  };
}

type Given = Readonly<Record<string, unknown>>;

/** The first that is about it; each names its environments. */
export function ruleFor(world: World, { environment }: AppKey, kind: OperationKind): ApprovalRule | undefined {
  return world.approvals.find(
    ({ environments, kinds }) => environments?.includes(environment) === true && (kinds?.includes(kind) ?? true),
  );
}

const forced = (dice: Dice): Given => (dice.chance(30) ? { force: true } : {});
const keyed = (dice: Dice): Given => (dice.chance(40) ? { idempotencyKey: `key-${dice.between(1, 1e9)}` } : {});

function onOperation(
  fits: (operation: World['operations'][number]) => boolean,
  rest: (operation: World['operations'][number]) => Readonly<Record<string, unknown>>,
  /** Which are tried most. */
  concerns: (trying: Trying, operation: World['operations'][number]) => boolean,
  allows: (trying: Trying, operation: World['operations'][number]) => boolean,
): Policy {
  return (trying) => {
    const { sight, things, dice } = trying;
    const those = things.flatMap(({ id, operation }) =>
      operation !== undefined && fits(operation) ? [{ id, operation }] : [],
    );
    if (those.length === 0) return null;
    const isNear = ({ operation }: (typeof those)[number]) =>
      sight.seesOperation(operation) && concerns(trying, operation);
    const { id, operation } = pickMostly(those, isNear, dice);
    return {
      input: { operation: id, ...rest(operation), ...keyed(dice) },
      expected: !sight.seesOperation(operation) ? 'NOT_FOUND' : allows(trying, operation) ? 'ALLOWED' : 'FORBIDDEN',
    };
  };
}

const waits = ({ state, approval }: World['operations'][number]) => state === 'AWAITING_APPROVAL' && approval !== null;

function hasRole({ sight }: Trying, { approval, target }: World['operations'][number]): boolean {
  return approval !== null && sight.has(approval.role, target);
}

function mayDecide({ sight, person }: Trying, { approval, target, actor }: World['operations'][number]): boolean {
  if (approval === null || !sight.has(approval.role, target)) return false;
  return approval.requesterMayApprove || actor.name !== person.name;
}

/** On every tenant that is named, on each environment where both are, on the fleet where no tenant is. */
function mayFreeze(sight: Sight, { tenants, environments }: Pick<FreezeScope, 'tenants' | 'environments'>): boolean {
  const each = tenants.flatMap((tenant) =>
    environments.length === 0 ? [{ tenant }] : environments.map((environment) => ({ tenant, environment })),
  );
  return tenants.length === 0 ? sight.may('FREEZE') : each.every((on) => sight.may('FREEZE', on));
}

/** Who may do what: every mutation. One that is not here fails the test. */
const policies: Readonly<Record<string, Policy>> = {
  deployApp: onApp('DEPLOY', 'DEPLOY', (dice) => ({ image: 'shop/new:2', ...forced(dice) })),
  scaleApp: onApp('SCALE', 'SCALE', (dice) => ({ replicas: dice.between(1, 4), ...forced(dice) })),
  rollbackApp: onApp('ROLL_BACK', 'ROLLBACK', forced),
  restartApp: onApp('RESTART', 'RESTART', forced),
  pauseRollout: onApp('PAUSE', 'PAUSE', () => ({})),
  resumeRollout: onApp('PAUSE', 'RESUME', () => ({})),
  cancelOperation: onOperation(
    ({ state }) => ['PENDING', 'RUNNING', 'AWAITING_APPROVAL'].includes(state),
    () => ({ reason }),
    ({ person }, { actor }) => actor.name === person.name,
    // A token does nothing for its maker's name alone.
    ({ sight, person }, { target, actor }) =>
      (actor.name === person.name && person.way.by !== 'API_TOKEN') || sight.may('CANCEL', target),
  ),
  approveOperation: onOperation(waits, ({ plan }) => ({ digest: plan?.digest ?? '' }), hasRole, mayDecide),
  rejectOperation: onOperation(waits, () => ({ comment: reason }), hasRole, mayDecide),
  createFreeze: ({ world, sight, dice }) => {
    const all = world.clusters.flatMap(({ namespaces }) => namespaces.flatMap((each) => each.environment ?? []));
    const tenants = dice.chance(80) ? dice.some([...new Set(all.map(({ tenant }) => tenant))], 40) : [];
    const environments = dice.chance(30) ? dice.some([...new Set(all.map(({ environment }) => environment))], 40) : [];
    const day = 86_400_000;
    const [from, until] = [start + day, start + 2 * day].map((time) => new Date(time).toISOString());
    const seen = sight.environments();
    const isThere =
      tenants.every((tenant) => sight.seesTenant(tenant)) &&
      environments.every((name) =>
        seen.some(
          ({ tenant, environment }) => environment === name && (tenants.length === 0 || tenants.includes(tenant)),
        ),
      );
    const scope = {
      ...(tenants.length > 0 && { tenants }),
      ...(environments.length > 0 && { environments }),
    };
    return {
      isAboutAll: tenants.length === 0,
      input: { reason, from, until, ...(Object.keys(scope).length > 0 && { scope }), ...keyed(dice) },
      expected: !isThere ? 'REFUSED_EITHER_WAY' : mayFreeze(sight, { tenants, environments }) ? 'ALLOWED' : 'FORBIDDEN',
    };
  },
  ...accessPolicies,
  endFreeze: ({ sight, things, dice }) => {
    const those = things.flatMap(({ id, freeze }) => (freeze === undefined ? [] : [{ id, freeze }]));
    const isNear = ({ freeze }: (typeof those)[number]) => sight.seesFreeze(freeze) && mayFreeze(sight, freeze.scope);
    const { id, freeze } = pickMostly(those, isNear, dice);
    const { tenants } = freeze.scope;
    return {
      isAboutAll: tenants.length === 0,
      input: { freeze: id, reason, ...keyed(dice) },
      ...(tenants.length > 1 && dice.chance(60) && { keeps: tenantScope(dice.pick(tenants)) }),
      expected: !sight.seesFreeze(freeze) ? 'NOT_FOUND' : mayFreeze(sight, freeze.scope) ? 'ALLOWED' : 'FORBIDDEN',
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
