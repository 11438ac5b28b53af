import type { App, Environment, Tenant } from '../domain/fleet/fleet-model.ts';
import type { GraphqlContext } from './context.ts';
import type { Keeping } from './execution/keeping.ts';

/** Names of fields, by their type. */
type KeptFields = Readonly<Record<string, string>>;

/**
 * The fields whose answers are used again until the app, the environment or the tenant that they are part of has changed. A field may stand here when
 * it depends on nothing but what their versions stand for (workloads, revisions, pods, the health that follows; placements), the identity
 * of its cluster, its arguments, and what the caller sees. So nothing that goes by the clock (freshness, ages), by usage, autoscalers, events, coverage,
 * records, loaders, other systems or the caller's actions stands here. What is not here is asked for each time.
 */
const ofApps: KeptFields = {
  App: 'id name kind environment image replicas health instances managedBy pods',
  AppInstance:
    'cluster namespace kind name uid labels image containers replicas health paused revision managedBy createdAt',
  Cluster: 'id name',
  Container: 'name image init state ready reason message exitCode restarts startedAt lastTermination',
  ContainerSpec: 'name main image env requests limits',
  ContainerTermination: 'reason message exitCode',
  EnvVar: 'name value source sourceKey',
  Environment: 'id name tenant',
  Health: 'status reason message',
  Label: 'key value',
  Manager: 'name exclusive advice object',
  ObjectRef: 'apiVersion kind namespace name',
  PageInfo: 'hasNextPage hasPreviousPage startCursor endCursor',
  Pod: 'id name namespace cluster nodeName phase ready reason message restarts createdAt containers',
  PodConnection: 'nodes edges pageInfo totalCount',
  PodEdge: 'node cursor',
  ReplicaCounts: 'desired current updated ready available',
  Resources: 'cpu memory',
  Tenant: 'id name',
};

/** What is within an environment is of its own apps, so that its version stands for theirs, too. */
const ofEnvironments: KeptFields = {
  ...ofApps,
  AppConnection: 'nodes edges pageInfo totalCount',
  AppEdge: 'node cursor',
  Environment: 'id name tenant placements apps health',
  Placement: 'cluster namespace',
};

/** And so on. */
const ofTenants: KeptFields = {
  ...ofEnvironments,
  EnvironmentConnection: 'nodes edges pageInfo totalCount',
  EnvironmentEdge: 'node cursor',
  Tenant: 'id name environments apps',
};

/** Names of fields, by the type with versions that they are within, and their own. */
export const keptFields: Readonly<Record<string, KeptFields>> = {
  App: ofApps,
  Environment: ofEnvironments,
  Tenant: ofTenants,
};

/** With these arguments they are not kept: an order that changes begins a walk, and each answer is a step of its own. */
const unkeptArguments: Readonly<Record<string, readonly string[]>> = {
  'Environment.apps': ['orderBy'],
  'Tenant.apps': ['orderBy'],
};

/** What of the graph's answers may be kept. Contexts are those of `createContext`. */
export const keeping: Keeping = {
  hasVersions: (type) => Object.hasOwn(keptFields, type),
  versionOf(type, source, context) {
    const { fleet } = context as GraphqlContext;
    if (type === 'App') return fleet.appVersion(source as App);
    if (type === 'Environment') return fleet.environmentVersion(source as Environment);
    return fleet.tenantVersion(source as Tenant);
  },
  isKept(versioned, type, field, given) {
    const unkept = unkeptArguments[`${type}.${field}`] ?? [];
    return (
      (keptFields[versioned]?.[type] ?? '').split(' ').includes(field) && !given.some((name) => unkept.includes(name))
    );
  },
  // To look the version of an environment or a tenant up may cost a look at each of its apps.
  isWorthKeeping: (type, fields) =>
    type === 'App' ? fields.length > 1 : fields.some((name) => ['apps', 'environments', 'health'].includes(name)),
  // One for all who see everything, else one for each set of rights: see `viewsOf`.
  scopeOf: (context) => (context as GraphqlContext).fleet,
  itemsOf: (context) => (context as GraphqlContext).items.counted,
  addItems(context, count) {
    const { items } = context as GraphqlContext;
    const fits = items.fits(count);
    if (fits) items.add(count);
    return fits;
  },
};
