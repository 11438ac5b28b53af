import type { GapReason } from '../../../src/domain/clusters/cluster-state.ts';
import type { EnvironmentKey } from '../../../src/domain/fleet/keys.ts';
import { unassigned } from '../../../src/domain/tenancy/adoption.ts';
import type { Dice } from './dice.ts';
import type { Marks } from './marks.ts';
import type { ModelCluster, ModelNamespace, ModelWorkload } from './model.ts';

/** Names that several tenants, environments and clusters have in common: seen in one place, they are still none of another's. */
export interface Words {
  readonly tenants: readonly string[];
  readonly environments: readonly string[];
  readonly apps: readonly string[];
  readonly labelKey: string;
  readonly nodeNames: readonly string[];
}

export function generateWords(dice: Dice, marks: Marks): Words {
  const words = (least: number, most: number) => Array.from({ length: dice.between(least, most) }, () => marks.word());
  return {
    tenants: words(2, 4),
    environments: words(1, 3),
    apps: words(2, 4),
    labelKey: marks.word(),
    nodeNames: words(2, 2),
  };
}

const gaps: readonly (GapReason | null)[] = [null, null, null, 'UNREACHABLE', 'STALE', 'SYNCING', 'UNAUTHORIZED'];

/** Label keys that every cluster's file maps. */
const mapped = { tenant: 'customer', environment: 'stage' } as const;

export function generateCluster(dice: Dice, marks: Marks, words: Words): ModelCluster {
  const name = marks.word();
  const limited = dice.chance(40);
  const held = limited ? dice.some(words.tenants, 60) : words.tenants;
  const assign: Record<string, string> = {};
  const namespaces = new Map<string, ModelNamespace>();
  const add = (key: string, namespace: ModelNamespace) => {
    // A cluster holds an environment in one namespace.
    if (!namespaces.has(key)) namespaces.set(key, namespace);
  };
  for (let left = dice.between(1, 4); left > 0 && held.length > 0; left -= 1) {
    const key = { tenant: dice.pick(held), environment: dice.pick(words.environments) };
    const home = adopted(dice, marks, key);
    if (home.assigned) assign[home.name] = `${key.tenant}/${key.environment}`;
    add(`${key.tenant}/${key.environment}`, namespaceOf(dice, marks, words, home, key));
  }
  const strangers = words.tenants.filter((tenant) => !held.includes(tenant));
  for (const home of nobodys(dice, marks, words, strangers)) {
    const environment = { tenant: unassigned, environment: `${name}.${home.name}` };
    add(home.name, namespaceOf(dice, marks, words, home, environment));
  }
  if (dice.chance(50)) {
    const hidden = { name: `kube-${marks.word()}`, labels: tenantry(dice.pick(words.tenants), marks.word()) };
    add(hidden.name, namespaceOf(dice, marks, words, hidden, null));
  }
  const gap = dice.pick(gaps);
  return {
    id: marks.word(),
    name,
    uid: marks.uuid(),
    version: `v1.36.3+${marks.word()}`,
    labels: { [words.labelKey]: marks.word(), shared: 'yes' },
    tenants: limited ? held : dice.chance(50) ? ['*'] : ['zq*'],
    adopt: { labels: mapped, assign, namespaces: '{tenant}-{environment}', hide: ['kube-*'] },
    gap,
    measured: dice.chance(70),
    words: `dial tcp ${marks.word()}:6443: refused`,
    nodes: words.nodeNames.map((node) => ({ name: node, uid: marks.uuid(), zone: marks.word() })),
    namespaces: gap === 'SYNCING' ? [] : [...namespaces.values()],
  };
}

interface Home {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly assigned?: boolean;
}

/** A namespace that the rules of adoption give to the environment, by one of them. */
function adopted(dice: Dice, marks: Marks, { tenant, environment }: EnvironmentKey): Home {
  switch (dice.between(1, 4)) {
    case 1:
      return { name: marks.word(), labels: tenantry(tenant, environment) };
    case 2:
      return { name: marks.word(), labels: { [mapped.tenant]: tenant, [mapped.environment]: environment } };
    case 3:
      return { name: marks.word(), labels: {}, assigned: true };
    default:
      return { name: `${tenant}-${environment}`, labels: {} };
  }
}

/** Namespaces that belong to nobody: without a claim, or with one that the cluster does not believe. */
function nobodys(dice: Dice, marks: Marks, words: Words, strangers: readonly string[]): readonly Home[] {
  const homes: Home[] = [];
  if (dice.chance(50)) homes.push({ name: marks.word(), labels: {} });
  if (strangers.length > 0 && dice.chance(60)) {
    homes.push({ name: marks.word(), labels: tenantry(dice.pick(strangers), dice.pick(words.environments)) });
  }
  if (dice.chance(20)) homes.push({ name: marks.word(), labels: tenantry(unassigned, dice.pick(words.environments)) });
  return homes;
}

function tenantry(tenant: string, environment: string): Readonly<Record<string, string>> {
  return { 'tenantry.dev/tenant': tenant, 'tenantry.dev/environment': environment };
}

function namespaceOf(
  dice: Dice,
  marks: Marks,
  words: Words,
  { name, labels }: Home,
  environment: EnvironmentKey | null,
): ModelNamespace {
  const apps = dice.some(words.apps, 60);
  return {
    name,
    uid: marks.uuid(),
    labels,
    environment,
    workloads: apps.map((app) => workload(dice, marks, words, app)),
  };
}

function workload(dice: Dice, marks: Marks, words: Words, name: string): ModelWorkload {
  const replicas = dice.chance(25) ? 0 : dice.between(1, 2);
  const ill = dice.chance(20);
  return {
    kind: dice.pick(['DEPLOYMENT', 'DEPLOYMENT', 'STATEFUL_SET', 'DAEMON_SET'] as const),
    name,
    uid: marks.uuid(),
    image: `shop/${marks.word()}:1`,
    label: marks.word(),
    variable: marks.word(),
    replicas,
    cause: marks.word(),
    pods: Array.from({ length: replicas }, () => ({
      name: `${name}-${marks.word()}`,
      uid: marks.uuid(),
      node: dice.pick(words.nodeNames),
      reason: ill ? `Ill${marks.word()}` : null,
      message: ill ? `it is ${marks.word()}` : null,
    })),
    events: Array.from({ length: dice.between(0, 2) }, () => ({
      uid: marks.uuid(),
      reason: `Because${marks.word()}`,
      message: `it was ${marks.word()}`,
    })),
    autoscaler: dice.chance(20) ? marks.word() : null,
    manager: dice.chance(15) ? marks.word() : null,
  };
}
