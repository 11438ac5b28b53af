import type { AccessScope } from '../../../src/domain/access/access.ts';
import type { Action } from '../../../src/domain/access/action.ts';
import type { AuditEntry } from '../../../src/domain/audit/audit-record.ts';
import type { EnvironmentKey } from '../../../src/domain/fleet/keys.ts';
import type { Freeze } from '../../../src/domain/freezes/freeze.ts';
import type { Operation } from '../../../src/domain/operations/operation.ts';
import type { ApiToken } from '../../../src/domain/tokens/api-token.ts';
import type { ModelCluster, Person, World } from '../world/model.ts';

/** What one person may see and do: the rules in their simplest form, told from the generated data alone. */
export class Sight {
  readonly #person: Person;
  readonly #world: World;

  constructor(person: Person, world: World) {
    this.#person = person;
    this.#world = world;
  }

  /** Whether an action is allowed on all of an environment, a tenant (without `environment`), or the fleet (without both). */
  may(action: Action, on: Partial<EnvironmentKey> = {}): boolean {
    return this.#holds(on, (grant) => grant.actions.includes(action)) && (on.tenant !== 'unassigned' || this.platform);
  }

  /** Whether they have a role on all of it, as of `may`. */
  has(role: string, on: Partial<EnvironmentKey>): boolean {
    return this.#holds(on, (grant) => grant.role === role);
  }

  /** Whether what is about the whole fleet may be seen. */
  get platform(): boolean {
    return this.#holds({}, ({ actions }) => actions.includes('VIEW_FLEET'));
  }

  sees(environment: EnvironmentKey): boolean {
    return this.may('VIEW', environment);
  }

  /** Where something of theirs is: a tenant is there with its environments. */
  seesTenant(tenant: string): boolean {
    return this.environments().some((environment) => environment.tenant === tenant);
  }

  /** The environments that are there and may be seen. */
  environments(): readonly EnvironmentKey[] {
    const all = this.#world.clusters.flatMap(({ namespaces }) => namespaces.flatMap((each) => each.environment ?? []));
    const byName = new Map(all.map((each) => [`${each.tenant}/${each.environment}`, each]));
    return [...byName.values()].filter((each) => this.sees(each));
  }

  seesCluster({ tenants: held }: ModelCluster): boolean {
    if (this.platform) return true;
    return this.#person.grants.some(({ actions, scope }) => {
      if (!actions.includes('VIEW')) return false;
      return scope.type === 'FLEET' || (scope.tenant !== 'unassigned' && held.some((one) => fits(one, scope.tenant)));
    });
  }

  seesOperation({ target }: Operation): boolean {
    return this.sees(target);
  }

  seesFreeze({ scope }: Freeze): boolean {
    return scope.tenants.length === 0 || scope.tenants.some((tenant) => this.mayView(tenant));
  }

  /** Whether all of a tenant, or something in it, may be seen, whatever is there now. */
  mayView(tenant: string): boolean {
    if (tenant === 'unassigned' && !this.platform) return false;
    return this.#person.grants.some(
      ({ actions, scope }) => actions.includes('VIEW') && (scope.type === 'FLEET' || scope.tenant === tenant),
    );
  }

  readsAudit({ target }: AuditEntry): boolean {
    return this.may('VIEW_AUDIT', {
      ...(target?.tenant && { tenant: target.tenant }),
      ...(target?.environment && { environment: target.environment }),
    });
  }

  /** Whether they may say who may do what there, of what they see. */
  manages(scope: AccessScope): boolean {
    return this.may('MANAGE_ACCESS', keyOf(scope)) && this.may('VIEW', keyOf(scope));
  }

  /** Their own, which no token tells of, and those that reach no further than where they say who may do what. */
  seesToken({ kind, createdBy, scopes }: ApiToken): boolean {
    const { name, way } = this.#person;
    const isOwn = kind === 'PERSONAL' && createdBy.name === name && way.by !== 'API_TOKEN';
    return isOwn || scopes.every((scope) => this.manages(scope));
  }

  /** Whether they may say who may do what anywhere. */
  get managesSomething(): boolean {
    return this.#person.grants.some(({ scope }) => this.manages(scope));
  }

  /** Whether the list of audit records may be asked for at all. */
  get readsSomeAudit(): boolean {
    return this.#somewhere('VIEW_AUDIT');
  }

  #somewhere(action: Action): boolean {
    return this.#person.grants.some(({ scope }) => this.may(action, keyOf(scope)));
  }

  #holds(on: Partial<EnvironmentKey>, suits: (grant: Person['grants'][number]) => boolean): boolean {
    return this.#person.grants.some((grant) => suits(grant) && covers(grant.scope, on));
  }
}

function keyOf(scope: AccessScope): Partial<EnvironmentKey> {
  return scope.type === 'FLEET' ? {} : scope;
}

function covers(scope: AccessScope, { tenant, environment }: Partial<EnvironmentKey>): boolean {
  switch (scope.type) {
    case 'FLEET':
      return true;
    case 'TENANT':
      return scope.tenant === tenant;
    case 'ENVIRONMENT':
      return scope.tenant === tenant && scope.environment === environment;
  }
}

/** The only patterns that are generated end with `*`. */
function fits(held: string, tenant: string): boolean {
  return held.endsWith('*') ? tenant.startsWith(held.slice(0, -1)) : held === tenant;
}
