import type { EnvironmentKey } from '../fleet/keys.ts';
import { unassigned } from '../tenancy/adoption.ts';
import { actions } from './action.ts';
import type { Action } from './action.ts';

/** Where something is allowed: everywhere, in one tenant, or in one environment. */
export type AccessScope =
  | { readonly type: 'FLEET' }
  | { readonly type: 'TENANT'; readonly tenant: string }
  | { readonly type: 'ENVIRONMENT'; readonly tenant: string; readonly environment: string };

export const fleetScope: AccessScope = { type: 'FLEET' };

export function tenantScope(tenant: string): AccessScope {
  return { type: 'TENANT', tenant };
}

export function environmentScope({ tenant, environment }: EnvironmentKey): AccessScope {
  return { type: 'ENVIRONMENT', tenant, environment };
}

/** In words: `on the whole fleet`, `in acme`, `in acme/prod`. */
export function scopeText(scope: AccessScope): string {
  switch (scope.type) {
    case 'FLEET':
      return 'on the whole fleet';
    case 'TENANT':
      return `in ${scope.tenant}`;
    case 'ENVIRONMENT':
      return `in ${scope.tenant}/${scope.environment}`;
  }
}

/** A role that somebody has, and where. */
export interface Grant {
  readonly role: string;
  readonly scope: AccessScope;
  /** What the role allows; empty for one that only counts in approvals. */
  readonly actions: ReadonlySet<Action>;
}

/** A role that somebody has, whatever it allows. */
export type HeldRole = Pick<Grant, 'role' | 'scope'>;

/** What one caller may see and do at this moment. It never changes: another moment has another. */
export interface Access {
  /** Whether all there is may be seen, the tenant `unassigned` and what is about whole clusters included: nothing need be left out. */
  readonly seesEverything: boolean;
  /** As `where('VIEW')`: empty where nothing can be seen. */
  readonly views: readonly AccessScope[];
  /** The roles that are had, each once for a scope, in the order in which they were given. */
  readonly roles: readonly HeldRole[];
  /**
   * Where the action is allowed: `[fleetScope]` alone, or tenants and environments, each once. It can name the tenant
   * `unassigned`, which is open all the same only to VIEW_FLEET.
   */
  where(action: Action): readonly AccessScope[];
  /** Whether the action is allowed on all of the scope. Nothing but VIEW_FLEET opens the tenant `unassigned`. */
  may(action: Action, on: AccessScope): boolean;
  /** Whether the environment may be seen. */
  sees(environment: EnvironmentKey): boolean;
  /** Whether the tenant may be seen: all of it, or an environment of it. */
  seesTenant(tenant: string): boolean;
  /** The names of the roles that are had there: of the scope itself, and of those around it. */
  rolesOn(scope: AccessScope): readonly string[];
}

/** What these grants allow together. */
export function createAccess(grants: readonly Grant[]): Access {
  const byScope = new Map<string, { actions: Set<Action>; roles: Set<string>; scope: AccessScope }>();
  for (const { role, scope, actions } of grants) {
    const text = textOf(scope);
    const held = byScope.get(text) ?? { actions: new Set(), roles: new Set(), scope };
    for (const action of actions) held.actions.add(action);
    held.roles.add(role);
    byScope.set(text, held);
  }
  const heldOn = (scope: AccessScope) => around(scope).flatMap((text) => byScope.get(text) ?? []);
  const allows = (action: Action, scope: AccessScope) => heldOn(scope).some((held) => held.actions.has(action));
  const may = (action: Action, on: AccessScope) =>
    allows(action, on) && (!isUnassigned(on) || allows('VIEW_FLEET', fleetScope));
  const where = (action: Action) => {
    const scopes = [...byScope.values()].filter(({ actions }) => actions.has(action)).map(({ scope }) => scope);
    return scopes.some(({ type }) => type === 'FLEET') ? [fleetScope] : scopes;
  };
  const views = where('VIEW');
  const tenants = new Set(views.flatMap((scope) => (scope.type === 'FLEET' ? [] : [scope.tenant])));
  return {
    seesEverything: may('VIEW', fleetScope) && may('VIEW_FLEET', fleetScope),
    views,
    roles: [...byScope.values()].flatMap(({ roles, scope }) => [...roles].map((role) => ({ role, scope }))),
    where,
    may,
    sees: seeing(views, allows('VIEW_FLEET', fleetScope)),
    seesTenant: (tenant) =>
      may('VIEW', tenantScope(tenant)) ||
      (tenants.has(tenant) && (tenant !== unassigned || allows('VIEW_FLEET', fleetScope))),
    rolesOn: (scope) => [...new Set(heldOn(scope).flatMap(({ roles }) => [...roles]))],
  };
}

/** As `may('VIEW')` of an environment, without making anything: it is asked of everything that is shown. */
function seeing(views: readonly AccessScope[], opensUnassigned: boolean): Access['sees'] {
  const everything = views.some(({ type }) => type === 'FLEET');
  const tenants = new Set<string>();
  const environments = new Map<string, Set<string>>();
  for (const view of views) {
    if (view.type === 'TENANT') tenants.add(view.tenant);
    if (view.type !== 'ENVIRONMENT') continue;
    const known = environments.get(view.tenant) ?? new Set<string>();
    environments.set(view.tenant, known.add(view.environment));
  }
  return ({ tenant, environment }) =>
    (everything || tenants.has(tenant) || environments.get(tenant)?.has(environment) === true) &&
    (opensUnassigned || tenant !== unassigned);
}

/** Everything is allowed everywhere, under the names of these roles: one or more. */
export function fullAccess(roles: readonly string[]): Access {
  const all = new Set(actions);
  return createAccess(roles.map((role) => ({ role, scope: fleetScope, actions: all })));
}

function isUnassigned(scope: AccessScope): boolean {
  return scope.type !== 'FLEET' && scope.tenant === unassigned;
}

/** The scope and those around it. */
function around(scope: AccessScope): readonly string[] {
  const fleet = textOf(fleetScope);
  switch (scope.type) {
    case 'FLEET':
      return [fleet];
    case 'TENANT':
      return [fleet, textOf(scope)];
    case 'ENVIRONMENT':
      return [fleet, textOf(tenantScope(scope.tenant)), textOf(scope)];
  }
}

function textOf(scope: AccessScope): string {
  switch (scope.type) {
    case 'FLEET':
      return '';
    case 'TENANT':
      return `t ${scope.tenant}`;
    case 'ENVIRONMENT':
      return `e ${scope.tenant}\n${scope.environment}`;
  }
}
