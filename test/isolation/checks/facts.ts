import { actions } from '../../../src/domain/access/action.ts';
import type { Action } from '../../../src/domain/access/action.ts';
import type { AppKey, EnvironmentKey } from '../../../src/domain/fleet/keys.ts';
import type { Answer } from '../graph/world-graph.ts';
import { idOf } from '../reference/things.ts';
import type { Thing } from '../reference/things.ts';
import type { ModelCluster } from '../world/model.ts';
import type { Asker } from './asker.ts';
import { Finding } from './finding.ts';

type Values = Readonly<Record<string, unknown>>;

/** What is told of clusters, health and counts, wherever it turns up, is what the reference says. @throws Finding */
export function checkFacts(asker: Asker, answer: Answer, what: () => string): void {
  const clusters = new Map(asker.world.clusters.map((cluster) => [idOf('Cluster', cluster.id), cluster]));
  const apps = new Map(
    asker.things.flatMap((thing) => (thing.app !== undefined && thing.type === 'App' ? [[thing.id, thing.app]] : [])),
  );
  const environments = new Map(
    asker.things.flatMap((thing) => (thing.environment === undefined ? [] : [[thing.id, thing.environment]])),
  );
  const tenants = new Map(
    asker.things.flatMap(({ id, type, tenant }) =>
      type === 'Tenant' && tenant !== undefined ? [[id, { tenant }] as const] : [],
    ),
  );
  const places = placesOf(asker);
  const expect = (place: string, found: unknown, wanted: unknown) => {
    if (found !== undefined && JSON.stringify(found) !== JSON.stringify(wanted)) {
      throw new Finding(`${place} has to be ${JSON.stringify(wanted)}, and is ${JSON.stringify(found)}`, what);
    }
  };
  const visit = (value: unknown, ofUsage = false): void => {
    if (Array.isArray(value)) for (const each of value) visit(each, ofUsage);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const values = value as Values;
    const cluster = values['__typename'] === 'Cluster' ? clusters.get(String(values['id'])) : undefined;
    if (cluster !== undefined) checkCluster(asker, cluster, values, expect);
    if (values['allowedActions'] !== undefined) {
      expect('allowedActions', values['allowedActions'], allowedOn(asker, places.get(String(values['id'])) ?? {}));
    }
    const key = apps.get(String(values['id'])) ?? environments.get(String(values['id']));
    if (key !== undefined && values['health'] !== undefined) {
      const workloads = workloadsIn(asker, key);
      expect('health', (values['health'] as Values)['status'], healthOf(asker, key, workloads));
      const wanted = workloads.reduce((sum, { replicas }) => sum + replicas, 0);
      expect('replicas', (values['replicas'] as Values | undefined)?.['desired'], wanted);
    }
    const owner = key ?? tenants.get(String(values['id']));
    if (owner !== undefined && values['usage'] !== undefined)
      checkUsage(asker, owner, values['usage'] as Values, expect);
    if (owner !== undefined && values['measured'] !== undefined)
      checkMeasured(asker, owner, values['measured'], expect);
    const counted = ofUsage || ['Usage', 'MachineUsage', 'MetricRange'].includes(String(values['__typename']));
    if (values['__typename'] === 'Coverage') checkCoverage(asker, values, counted, what);
    if (values['__typename'] === 'AuditRecord' && !asker.sight.may('VIEW_AUDIT')) {
      for (const field of ['sequence', 'hash', 'previousHash']) expect(`AuditRecord.${field}`, values[field], null);
    }
    for (const below of Object.values(values)) visit(below, counted);
  };
  visit(answer.data);
}

type Place = Partial<EnvironmentKey>;

/** Tenants, environments and apps by their ids: what rights are about. */
export function placesOf({ things }: Asker): ReadonlyMap<string, Place> {
  return new Map(
    things.flatMap(({ type, id, tenant, environment, app }) => {
      if (type === 'App' && app !== undefined) return [[id, { tenant: app.tenant, environment: app.environment }]];
      return environment !== undefined ? [[id, environment]] : tenant !== undefined ? [[id, { tenant }]] : [];
    }),
  );
}

/** Whoever looks into clusters looks into all of them, and into no tenant more than into others. */
function allowedOn({ sight }: Asker, on: Place): readonly Action[] {
  return actions.filter((action) => action !== 'VIEW_FLEET' && sight.may(action, on));
}

function checkCluster(
  { sight }: Asker,
  cluster: ModelCluster,
  values: Values,
  expect: (place: string, found: unknown, wanted: unknown) => void,
): void {
  const { platform } = sight;
  expect('Cluster.name', values['name'], cluster.name);
  expect('Cluster.uid', values['uid'], platform ? cluster.uid : null);
  expect('Cluster.kubernetesVersion', values['kubernetesVersion'], platform ? cluster.version : null);
  expect('Cluster.nodeCount', values['nodeCount'], platform ? cluster.nodes.length : null);
  expect('Cluster.statusMessage', values['statusMessage'], platform && cluster.gap !== null ? cluster.words : null);
  if (!platform) {
    expect('Cluster.kinds', values['kinds'], []);
    expect('Cluster.usage', values['usage'], null);
    expect('Cluster.metrics', values['measured'], []);
  } else if (values['usage'] !== undefined) {
    expect('Cluster.usage.machines', (values['usage'] as Values)['machines'], cluster.nodes.length);
  }
  const gap = values['gap'] as Values | null | undefined;
  if (gap === null) expect('Cluster.gap', cluster.gap, null);
  else if (gap !== undefined) expect('Cluster.gap.reason', gap['reason'], cluster.gap);
}

/** Only clusters that may be seen, and that are missing. */
function checkCoverage(
  { world, sight }: Asker,
  { complete, gaps }: Values,
  ofUsage: boolean,
  what: () => string,
): void {
  const missing = world.clusters.filter(
    (cluster) => (cluster.gap !== null || (ofUsage && !cluster.measured)) && sight.seesCluster(cluster),
  );
  const allowed = missing.map(({ id }) => idOf('Cluster', id));
  const named = (gaps as readonly { readonly cluster: { readonly id: string } }[]).map(({ cluster }) => cluster.id);
  if (complete !== (named.length === 0))
    throw new Finding('A coverage is not complete, and names no cluster', what, { gaps });
  if (!named.every((id) => allowed.includes(id))) throw new Finding('A coverage names another cluster', what, { gaps });
}

/** The pods that may be seen, of an app, an environment or a tenant; each of a cluster that measures uses one byte. */
function checkUsage(
  asker: Asker,
  key: Owner,
  usage: Values,
  expect: (place: string, found: unknown, wanted: unknown) => void,
): void {
  const { pods, measured } = podsOf(asker, key);
  expect('usage.pods', usage['pods'], pods);
  expect('usage.podsCounted', usage['podsCounted'], measured);
  if (pods > 0) expect('usage.memory', usage['memory'], measured === 0 ? null : measured);
}

/** What is told first of a stream of the metric of pods. @throws Finding */
export function checkWatched(asker: Asker, thing: Thing, answer: Answer, what: () => string): void {
  const owner = thing.app ?? thing.environment ?? (thing.tenant === undefined ? undefined : { tenant: thing.tenant });
  if (owner === undefined) return;
  const { metrics } = (answer.data as { readonly metrics: { readonly metrics: unknown } }).metrics;
  checkMeasured(asker, owner, metrics, (place, found, wanted) => {
    if (JSON.stringify(found) === JSON.stringify(wanted)) return;
    throw new Finding(`${place} has to be ${JSON.stringify(wanted)}, and is ${JSON.stringify(found)}`, what);
  });
}

/** The series that tells the number of pods. */
function checkMeasured(
  asker: Asker,
  key: Owner,
  ranges: unknown,
  expect: (place: string, found: unknown, wanted: unknown) => void,
): void {
  const { measured } = podsOf(asker, key);
  const [range] = ranges as readonly {
    readonly series: readonly { readonly points: readonly { value: number }[] }[];
  }[];
  const values = range?.series.map(({ points }) => points.at(-1)?.value);
  expect('metrics.series', values, measured === 0 ? [] : [measured]);
}

type Owner = Pick<AppKey, 'tenant'> & Partial<AppKey>;

/** Pods that may be seen, and how many of them are measured. */
function podsOf({ world, sight }: Asker, { tenant, environment, name, kind }: Owner) {
  let pods = 0;
  let measured = 0;
  for (const cluster of world.clusters) {
    for (const home of cluster.namespaces) {
      if (home.environment === null || home.environment.tenant !== tenant || !sight.sees(home.environment)) continue;
      if (environment !== undefined && home.environment.environment !== environment) continue;
      const those = home.workloads.filter((each) => name === undefined || (each.name === name && each.kind === kind));
      const count = those.reduce((sum, workload) => sum + workload.pods.length, 0);
      pods += count;
      if (cluster.measured) measured += count;
    }
  }
  return { pods, measured };
}

interface Ran {
  readonly status: string;
  readonly replicas: number;
}

function workloadsIn({ world }: Asker, key: EnvironmentKey & Partial<AppKey>): readonly Ran[] {
  const { name, kind } = key;
  return world.clusters.flatMap(({ gap, namespaces }) =>
    namespaces
      .filter(({ environment }) => environment?.tenant === key.tenant && environment.environment === key.environment)
      .flatMap(({ workloads }) =>
        workloads.filter((each) => name === undefined || (each.name === name && each.kind === kind)),
      )
      .map((workload) => {
        const idle = workload.replicas === 0 && workload.kind !== 'DAEMON_SET';
        return { status: gap !== null ? 'UNKNOWN' : idle ? 'SUSPENDED' : 'HEALTHY', replicas: workload.replicas };
      }),
  );
}

/** The worst of the workloads; of an environment without any, nobody knows while a cluster that may hold some is away. */
function healthOf({ world }: Asker, key: EnvironmentKey, workloads: readonly Ran[]): string {
  const bad = ['UNKNOWN', 'SUSPENDED'].find((status) => workloads.some((workload) => workload.status === status));
  if (workloads.length > 0) return bad ?? 'HEALTHY';
  const lost = world.clusters.some(
    ({ gap, namespaces }) =>
      gap !== null &&
      namespaces.some(
        ({ environment }) => environment?.tenant === key.tenant && environment.environment === key.environment,
      ),
  );
  return lost ? 'UNKNOWN' : 'HEALTHY';
}
