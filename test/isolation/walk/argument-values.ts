import type { GraphQLInputType } from 'graphql';
import { isEnumType, isInputObjectType, isListType, isNonNullType, isScalarType } from 'graphql';
import type { Dice } from '../world/dice.ts';

/** What can be asked for by name: all that there is, seen and unseen, and now and then what there is not. */
export interface Names {
  readonly tenants: readonly string[];
  readonly environments: readonly string[];
  readonly apps: readonly string[];
  readonly pods: readonly string[];
  readonly clusters: readonly string[];
  readonly images: readonly string[];
  readonly people: readonly string[];
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  readonly nodes: readonly string[];
  readonly roles: readonly string[];
  readonly metrics: readonly string[];
  /** Ids by their type, such as `App`. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** Cursors that somebody was given. */
  readonly cursors: readonly string[];
  /** The present, as RFC 3339. */
  readonly now: string;
}

type Make = (names: Names, dice: Dice) => unknown;

const any =
  (list: (names: Names) => readonly unknown[]): Make =>
  (names, dice) => {
    const values = list(names);
    return values.length === 0 ? 'none' : dice.pick(values);
  };
const text =
  (value: unknown): Make =>
  () =>
    value;
const idOf = (...types: readonly string[]): Make => any(({ ids }) => types.flatMap((type) => ids[type] ?? []));
const anyId: Make = any(({ ids }) => Object.values(ids).flat());

/**
 * What to give where the type alone does not say it: by the place's last names, the longest that is there. A text, a number or an id
 * that is asked for under a name that is not here fails the test, since nobody could tell whether it opens a way to what is unseen.
 */
const byPlace: Readonly<Record<string, Make>> = {
  id: anyId,
  ids: anyId,
  'operation(id)': idOf('Operation'),
  app: idOf('App'),
  operation: idOf('Operation'),
  operations: idOf('Operation'),
  freeze: idOf('Freeze'),
  revision: idOf('Revision'),
  token: idOf('ApiToken'),
  'CreateApiTokenInput.on': idOf('Tenant', 'Environment'),
  'CreateApiTokenInput.name': text('machine'),
  targets: idOf('App', 'Tenant', 'Environment', 'Operation', 'Freeze'),
  'OperationFilter.targets': idOf('App'),
  tenant: any(({ tenants }) => tenants),
  tenants: any(({ tenants }) => tenants),
  environment: any(({ environments }) => environments),
  environments: any(({ environments }) => environments),
  clusters: any(({ clusters }) => clusters),
  'cluster(name)': any(({ clusters }) => clusters),
  'tenant(name)': any(({ tenants }) => tenants),
  'environment(name)': any(({ environments }) => environments),
  'app(name)': any(({ apps }) => apps),
  'AppFilter.names': any(({ apps }) => apps),
  'TenantFilter.names': any(({ tenants }) => tenants),
  'EnvironmentFilter.names': any(({ environments }) => environments),
  'ClusterFilter.names': any(({ clusters }) => clusters),
  'TenantFilter.namePrefix': any(({ tenants }) => tenants.map((name) => name.slice(0, 5))),
  'AppFilter.namePrefix': any(({ apps }) => apps.map((name) => name.slice(0, 5))),
  'AppFilter.image': any(({ images }) => images),
  selector: any(({ labels }) => labels.map(({ key, value }) => `${key}=${value}`)),
  'LabelInput.key': any(({ labels }) => labels.map(({ key }) => key)),
  'LabelInput.value': any(({ labels }) => labels.map(({ value }) => value)),
  actors: any(({ people }) => people),
  on: idOf('Tenant', 'Environment', 'App', 'Revision', 'Rollout', 'Operation', 'Cluster', 'Pod'),
  'RoleBindingFilter.roles': any(({ roles }) => roles),
  'RoleBindingFilter.subjects': any(({ people }) => people),
  'BindRoleInput.role': any(({ roles }) => roles),
  'UnbindRoleInput.role': any(({ roles }) => roles),
  'SubjectInput.name': any(({ people }) => people),
  'AuditFilter.actions': any(() => ['deployApp', 'createFreeze']),
  'metrics(names)': any(({ metrics }) => metrics),
  'metricDefinitions(names)': any(({ metrics }) => metrics),
  'metrics(from)': any(({ now }) => [new Date(Date.parse(now) - 3_600_000).toISOString()]),
  'metrics(to)': any(({ now }) => [now]),
  step: text(60),
  first: (_names, dice) => dice.between(1, 5),
  last: (_names, dice) => dice.between(1, 5),
  after: any(({ cursors }) => cursors),
  before: any(({ cursors }) => cursors),
  since: any(({ now }) => [now]),
  until: any(({ now }) => [now]),
  pods: any(({ pods }) => pods),
  containers: text('main'),
  tail: (_names, dice) => dice.between(0, 5),
  grep: any(({ pods }) => pods),
  regex: any(({ pods }) => ['[', ...pods]),
  'DeployAppInput.image': text('shop/new:2'),
  'ContainerChangeInput.name': text('main'),
  'ContainerChangeInput.image': text('shop/new:3'),
  'EnvChangeInput.name': text('LEVEL'),
  'EnvChangeInput.value': text('debug'),
  'SecretKeyInput.name': text('secret'),
  'SecretKeyInput.key': text('key'),
  cpu: text(0.25),
  memory: text(1_048_576),
  replicas: text(3),
  toRevision: text(1),
  deadlineSeconds: text(60),
  idempotencyKey: text('key'),
  reason: text('for a test'),
  comment: text('for a test'),
  digest: text('digest'),
  'CreateFreezeInput.from': any(({ now }) => [now]),
};

/** A value for a place such as `Query.apps(filter)` or `AppFilter.names`. @throws where nobody has said what belongs there. */
export function valueFor(type: GraphQLInputType, place: string, names: Names, dice: Dice): unknown {
  if (isNonNullType(type)) return valueFor(type.ofType, place, names, dice);
  const special = makerFor(place);
  if (isListType(type)) {
    const length = dice.between(1, 2);
    return Array.from({ length }, () => valueFor(type.ofType, place, names, dice));
  }
  if (isInputObjectType(type)) {
    // One way of several, where only one may be given.
    const fields = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || (type.isOneOf ? false : dice.chance(40)),
    );
    const chosen = type.isOneOf ? [dice.pick(Object.values(type.getFields()))] : fields;
    return Object.fromEntries(
      chosen.map((field) => [field.name, valueFor(field.type, `${type.name}.${field.name}`, names, dice)]),
    );
  }
  if (isEnumType(type)) return dice.pick(type.getValues()).name;
  if (special !== undefined) return special(names, dice);
  if (isScalarType(type) && type.name === 'Boolean') return dice.chance(50);
  throw new Error(
    `The isolation test does not know what to ask for at ${place}, a ${type.name}. Say in byPlace of ` +
      'test/isolation/walk/argument-values.ts which of the generated names belong there (of those that can name something unseen: all).',
  );
}

function makerFor(place: string): Make | undefined {
  const [, owner = '', field = '', argument] = /^(\w+)\.(\w+)(?:\((\w+)\))?$/.exec(place) ?? [];
  return argument === undefined
    ? (byPlace[`${owner}.${field}`] ?? byPlace[field])
    : (byPlace[`${field}(${argument})`] ?? byPlace[argument]);
}
