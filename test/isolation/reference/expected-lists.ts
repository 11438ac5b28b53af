import type { Binding } from '../../../src/domain/access/binding.ts';
import type { AuditEntry } from '../../../src/domain/audit/audit-record.ts';
import type { AppKey, EnvironmentKey } from '../../../src/domain/fleet/keys.ts';
import type { Person, World } from '../world/model.ts';
import type { Sight } from './sight.ts';
import { idOf } from './things.ts';
import type { Thing } from './things.ts';

/**
 * What a list has to hold for somebody: ids, whatever their order; how many there are, where nothing tells them apart; or REFUSED.
 * `undefined`: either is right, since it depends on what nobody but the product knows.
 */
export type ExpectedList = readonly string[] | number | 'REFUSED' | undefined;

interface Asking {
  readonly world: World;
  readonly person: Person;
  readonly sight: Sight;
  readonly things: readonly Thing[];
  /** Whose list it is; undefined at the root. */
  readonly owner: Thing | undefined;
}

/** Every list of the graph. One that is not here fails the test: nobody has said yet who may see what in it. */
const lists: Readonly<Record<string, (asking: Asking) => ExpectedList>> = {
  'Query.tenants': (asking) => seen(asking, 'Tenant'),
  'Query.environments': (asking) => seen(asking, 'Environment'),
  'Query.apps': (asking) => seen(asking, 'App'),
  'Query.clusters': (asking) => seen(asking, 'Cluster'),
  'Query.operations': (asking) => seen(asking, 'Operation'),
  'Query.freezes': (asking) => seen(asking, 'Freeze'),
  'Query.apiTokens': (asking) => seen(asking, 'ApiToken'),
  'Query.awaitingMyApproval': awaiting,
  'Query.auditRecords': (asking) => (asking.sight.readsSomeAudit ? records(asking, () => true) : 'REFUSED'),
  'Query.roleBindings': ({ world, sight }) => (sight.managesSomething ? bindings({ world, sight }).length : 'REFUSED'),

  'Tenant.environments': (asking) => seen(asking, 'Environment', ({ environment }) => isOf(environment, asking)),
  'Tenant.apps': (asking) => seen(asking, 'App', ({ app }) => isOf(app, asking)),
  'Tenant.operations': (asking) => seen(asking, 'Operation', ({ operation }) => isOf(operation?.target, asking)),
  'Tenant.audit': (asking) => audit(asking, { tenant: asking.owner?.tenant ?? '' }),
  'Environment.apps': (asking) => seen(asking, 'App', ({ app }) => isOf(app, asking)),
  'Environment.audit': (asking) => audit(asking, asking.owner?.environment ?? {}),
  'App.pods': (asking) => seen(asking, 'Pod', ({ app }) => isOf(app, asking)),
  'App.operations': (asking) => seen(asking, 'Operation', ({ operation }) => isOf(operation?.target, asking)),
  'App.revisions': (asking) => 2 * workloadsOf(asking).length,
  'App.events': (asking) => workloadsOf(asking).reduce((sum, { events }) => sum + events.length, 0),
  'App.audit': (asking) => audit(asking, asking.owner?.app ?? {}),
  'Cluster.nodes': (asking) =>
    asking.sight.platform
      ? (asking.owner?.cluster?.nodes ?? []).map(({ uid }) => idOf('ClusterNode', asking.owner?.cluster?.id ?? '', uid))
      : [],
  'Cluster.environments': (asking) => seen(asking, 'Environment', ({ environment }) => isHere(environment, asking)),
  'Cluster.apps': (asking) => seen(asking, 'App', ({ app }) => app !== undefined && isHere(app, asking, app)),
  'Operation.audit': (asking) => {
    const { operation } = asking.owner ?? {};
    if (operation === undefined || !asking.sight.may('VIEW_AUDIT', operation.target)) return 'REFUSED';
    return records(
      asking,
      ({ operationId, target }) =>
        operationId === operation.id || (target?.type === 'OPERATION' && target.id === operation.id),
    );
  },
  'Freeze.audit': (asking) => {
    const { freeze } = asking.owner ?? {};
    if (freeze === undefined) return 'REFUSED';
    if (!asking.sight.may('VIEW_AUDIT')) return undefined;
    return records(asking, ({ target }) => target?.type === 'FREEZE' && target.id === freeze.id);
  },
};

/** @throws where the list is none that the test knows. */
export function expectedList(place: string, asking: Asking): ExpectedList {
  const list = lists[place];
  if (list === undefined) {
    throw new Error(
      `The isolation test does not know what ${place} may hold. Say in \`lists\` of test/isolation/reference/expected-lists.ts ` +
        'what of it somebody may see, as the rules have it and whatever the code does.',
    );
  }
  return list(asking);
}

/** Those of the access file each once, however often they are said. */
function bindings({ world, sight }: Pick<Asking, 'world' | 'sight'>): readonly Binding[] {
  const written = new Map(world.rules.bindings.map((binding) => [JSON.stringify(binding), binding]));
  return [...written.values(), ...world.bindings].filter(({ scope }) => sight.manages(scope));
}

function seen(
  { things, sight }: Asking,
  type: string,
  fits: (thing: Thing) => boolean = () => true,
): readonly string[] {
  return things.filter((thing) => thing.type === type && thing.seenBy(sight) && fits(thing)).map(({ id }) => id);
}

/** Whether it is of the tenant, the environment or the app whose list it is. */
function isOf(key: (EnvironmentKey & Partial<AppKey>) | undefined, { owner }: Asking): boolean {
  if (key === undefined || owner === undefined) return false;
  const { tenant, environment, name, kind }: Partial<AppKey> = owner.app ??
    owner.environment ?? { tenant: owner.tenant ?? '' };
  return (
    key.tenant === tenant &&
    (environment === undefined || key.environment === environment) &&
    (name === undefined || (key.name === name && key.kind === kind))
  );
}

function isHere(key: EnvironmentKey | undefined, { owner }: Asking, app?: AppKey): boolean {
  const { namespaces } = owner?.cluster ?? { namespaces: [] };
  return namespaces.some(
    ({ environment, workloads }) =>
      environment?.tenant === key?.tenant &&
      environment?.environment === key?.environment &&
      (app === undefined || workloads.some(({ name, kind }) => name === app.name && kind === app.kind)),
  );
}

function workloadsOf({ world, owner }: Asking) {
  const { app } = owner ?? {};
  return world.clusters.flatMap(({ namespaces }) =>
    namespaces
      .filter(({ environment }) => environment?.tenant === app?.tenant && environment?.environment === app?.environment)
      .flatMap(({ workloads }) => workloads.filter(({ name, kind }) => name === app?.name && kind === app?.kind)),
  );
}

function records({ things, sight }: Asking, fits: (entry: AuditEntry) => boolean): readonly string[] {
  return things.flatMap(({ id, record }) =>
    record !== undefined && sight.readsAudit(record) && fits(record) ? [id] : [],
  );
}

/** All of what the thing's audit holds, where all of that may be read; nothing where none of it may. */
function audit(asking: Asking, on: Partial<AppKey>): ExpectedList {
  const { sight } = asking;
  const { tenant, environment, name, kind } = on;
  const about = ({ target }: AuditEntry) =>
    target?.tenant === tenant &&
    (environment === undefined || target?.environment === environment) &&
    (name === undefined || (target?.app === name && target.kind === kind));
  if (sight.may('VIEW_AUDIT', on)) return records(asking, about);
  // Of a tenant whose audit somebody may read in some environments only, those records or nothing are both sound.
  return environment === undefined && sight.readsSomeAudit ? undefined : 'REFUSED';
}

function awaiting({ things, sight, person }: Asking): readonly string[] {
  return things.flatMap(({ id, operation }) => {
    const approval = operation?.approval;
    if (operation === undefined || !approval || operation.state !== 'AWAITING_APPROVAL') return [];
    if (!sight.seesOperation(operation) || !sight.has(approval.role, operation.target)) return [];
    return operation.actor.name === person.name && !approval.requesterMayApprove ? [] : [id];
  });
}
