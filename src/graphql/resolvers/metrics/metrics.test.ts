import { describe, expect, it } from 'vitest';
import { createAccess, fleetScope, tenantScope } from '../../../domain/access/access.ts';
import type { MetricDefinition } from '../../../domain/metrics/metric-definition.ts';
import type { SampledSeries, SeriesQuery } from '../../../domain/metrics/series-source.ts';
import { callerOf } from '../../../domain/testing/caller-of.ts';
import { MemoryCluster } from '../../../domain/fleet/testing/memory-cluster.ts';
import { namespace, revisionOf, start, workload } from '../../../domain/fleet/testing/objects.ts';
import { at } from '../../testing/at.ts';
import { GraphUnderTest } from '../../testing/graph-under-test.ts';

const minute = 60_000;
const aDay = 24 * 60 * minute;
const everywhere = ['APP', 'ENVIRONMENT', 'TENANT', 'CLUSTER'] as const;

function metric(name: string, rest: Partial<MetricDefinition> = {}): MetricDefinition {
  return {
    name,
    description: `what ${name} is`,
    unit: 'CORES',
    levels: everywhere,
    dimensions: [],
    appliesTo: {},
    computation: { type: 'COMBINED', query: name, combine: 'SUM' },
    ...rest,
  };
}

function old(name: string, age = aDay) {
  const made = namespace(name);
  return { ...made, meta: { ...made.meta, createdAt: start - age } };
}

/** acme and globex with the app `web` in production in a cluster of the EU and one of the US, and acme's staging. */
function scene(reusedNamespaces = false): GraphUnderTest {
  const clusters = ['eu', 'us'].map((region) => {
    const labels = { namespace: 'namespace', pod: 'pod' };
    const prometheus = { url: `http://${region}.example`, labels, scrapeSeconds: 30, reusedNamespaces };
    const cluster = new MemoryCluster(region, { prometheus });
    for (const name of ['acme-prod', 'acme-staging', 'globex-prod']) {
      cluster.namespaces.put(old(name));
      const web = cluster.workloads.DEPLOYMENT.put(workload('web', 'DEPLOYMENT', { meta: { namespace: name } }));
      for (const number of [1, 2]) cluster.replicaSets.put(revisionOf(web, number));
    }
    return cluster;
  });
  const graph = new GraphUnderTest(...clusters);
  graph.metrics = [
    metric('cpu'),
    metric('orders', { levels: ['APP', 'ENVIRONMENT', 'TENANT'], appliesTo: { tenants: ['globex'] } }),
  ];
  graph.series.answer = ({ grid }) => constant(1, grid);
  return graph;
}

/** In the EU acme's production was made anew 20 minutes ago. */
function young(graph: GraphUnderTest): GraphUnderTest {
  const eu = graph.registry.byName('eu') as MemoryCluster;
  const made = old('acme-prod', 20 * minute);
  eu.namespaces.put({ ...made, meta: { ...made.meta, uid: 'uid-ns-new' } });
  return graph;
}

const constant = (value: number, { count }: SeriesQuery['grid'], labels: Readonly<Record<string, string>> = {}) => [
  { labels: new Map(Object.entries(labels)), values: Array.from({ length: count }, () => value) },
];

const range =
  '{ metric { name } from to step series { labels { key value } points { at value } gaps { from to } } coverage { complete gaps { cluster { name } reason message } } }';
const ofApp = (args: string) =>
  `{ app(tenant: "acme", environment: "prod", name: "web") { metrics(${args}) ${range} } }`;
const scopes = (graph: GraphUnderTest) =>
  graph.series.calls
    .flat()
    .map(({ cluster, namespaces, pods }) => [cluster.name, namespaces, pods?.map(({ prefix }) => prefix)]);

describe('metrics in the graph', () => {
  it('are the last hour at 60 points, over the app’s pods in all clusters', async () => {
    const graph = scene();
    const [cpu] = at(await graph.data(ofApp('names: ["cpu"]')), 'app.metrics') as { series: { points: unknown[] }[] }[];
    expect(cpu).toMatchObject({
      metric: { name: 'cpu' },
      from: new Date(start - 59 * minute).toISOString(),
      to: new Date(start).toISOString(),
      step: 60,
      coverage: { complete: true, gaps: [] },
    });
    expect(cpu?.series[0]?.points).toHaveLength(60);
    expect(cpu?.series[0]?.points[0]).toEqual({ at: new Date(start - 59 * minute).toISOString(), value: 2 });
    expect(scopes(graph)).toEqual(['eu', 'us'].map((cluster) => [cluster, ['acme-prod'], ['web-1-', 'web-2-']]));
  });

  it('of all that a query asks go out together', async () => {
    const graph = scene();
    await graph.data(
      `{ tenant(name: "acme") { metrics(names: ["cpu"]) { step } environments { nodes { metrics(names: ["cpu"]) { step }
          apps { nodes { metrics(names: ["cpu"]) { step } } } } } } clusters { nodes { metrics(names: ["cpu"]) { step } } } }`,
    );
    expect(graph.series.calls).toHaveLength(1);
    // A tenant, two environments and two apps in two clusters each, and two clusters.
    expect(graph.series.calls[0]).toHaveLength(12);
    expect(scopes(graph).flatMap(([, namespaces]) => namespaces)).not.toContain('globex-prod');
  });

  it('are of seen environments alone, and of clusters for the platform alone', async () => {
    const graph = scene();
    const view = (scope: Parameters<typeof createAccess>[0][number]['scope']) =>
      callerOf('ann', ['viewer'], { access: createAccess([{ role: 'viewer', scope, actions: new Set(['VIEW']) }]) });
    graph.caller = view({ type: 'ENVIRONMENT', tenant: 'acme', environment: 'prod' });
    const question =
      '{ tenant(name: "acme") { metrics(names: ["cpu"]) { step } } clusters { nodes { metrics(names: ["cpu"]) { step } } } }';
    const answer = await graph.data(question);
    expect(at(answer, 'clusters.nodes')).toEqual([{ metrics: [] }, { metrics: [] }]);
    expect(scopes(graph)).toEqual(['eu', 'us'].map((cluster) => [cluster, ['acme-prod'], undefined]));
    graph.caller = view(fleetScope);
    expect(
      at(await graph.data('{ clusters { nodes { metrics(names: ["cpu"]) { step } } } }'), 'clusters.nodes'),
    ).toEqual([{ metrics: [] }, { metrics: [] }]);
  });

  it('that were declared for others are unknown, to the lists and by their names', async () => {
    const graph = scene();
    expect(at(await graph.data('{ metricDefinitions { name } }'), 'metricDefinitions')).toHaveLength(2);
    graph.caller = callerOf('ann', ['viewer'], {
      access: createAccess([{ role: 'viewer', scope: tenantScope('acme'), actions: new Set(['VIEW']) }]),
    });
    expect(at(await graph.data('{ metricDefinitions { name } }'), 'metricDefinitions')).toEqual([{ name: 'cpu' }]);
    const [foreign, nonsense] = [
      await graph.ask(ofApp('names: ["orders"]')),
      await graph.ask(ofApp('names: ["ordesr"]')),
    ];
    expect(foreign.errors?.[0]?.message).toBe(
      'There is no metric "orders". metricDefinitions lists those that there are.',
    );
    expect(nonsense.errors?.[0]?.message).toBe(
      'There is no metric "ordesr". metricDefinitions lists those that there are.',
    );
    expect(graph.series.calls).toEqual([]);
  });

  it.each([
    ['names: ["cup"]', 'There is no metric "cup". Did you mean cpu?'],
    ['names: ["cpu"], step: 4', 'step has to be at least 5 (seconds). Give a longer one, or leave it out.'],
    [
      'names: ["cpu"], from: "2026-01-01T00:00:00Z", to: "2025-12-31T00:00:00Z"',
      'from is not before to. Give an earlier from, or a later to.',
    ],
    ['names: ["cpu"], from: "2025-11-01T00:00:00Z"', 'From from to to is more than 31 days. Ask for less.'],
    [
      'names: ["cpu"], from: "2025-12-31T00:00:00Z", step: 5',
      'A series has at most 1500 points. Give a step of 58 or more, or leave it out.',
    ],
    [
      'names: ["cpu"], from: "2025-12-31T00:10:00Z", to: "2025-12-31T00:50:00Z", step: 3600',
      'step is longer than the time from from to to. Give a shorter step, or a longer time.',
    ],
    [
      `names: [${Array.from({ length: 21 }, (_, index) => `"m${index}"`).join(', ')}]`,
      'At most 20 metrics can be asked for at once. Ask for fewer.',
    ],
  ])('refuse %s', async (args, message) => {
    const graph = scene();
    expect((await graph.ask(ofApp(args))).errors?.[0]?.message).toBe(message);
    expect(graph.series.calls).toEqual([]);
  });

  it('cannot be asked where they say nothing', async () => {
    const graph = scene();
    const { errors } = await graph.ask('{ cluster(name: "eu") { metrics(names: ["orders"]) { step } } }');
    expect(errors?.[0]?.message).toBe('orders cannot be asked of CLUSTER, only of: APP, ENVIRONMENT, TENANT.');
  });

  it('are without a cluster whose backend is away, and say so: to others than the platform in general words', async () => {
    const graph = scene();
    graph.series.answer = ({ cluster, grid }) => (cluster.name === 'us' ? 'secret words' : constant(1, grid));
    const ask = async () =>
      at(await graph.data(ofApp('names: ["cpu"]')), 'app.metrics') as {
        series: { points: { value: number }[] }[];
        coverage: unknown;
      }[];
    const [cpu] = await ask();
    expect(cpu?.series[0]?.points[0]?.value).toBe(1);
    const gap = { cluster: { name: 'us' }, reason: 'METRICS_UNAVAILABLE', message: 'secret words' };
    expect(cpu?.coverage).toEqual({ complete: false, gaps: [gap] });
    graph.caller = callerOf('ann', ['viewer'], {
      access: createAccess([{ role: 'viewer', scope: tenantScope('acme'), actions: new Set(['VIEW']) }]),
    });
    const [seen] = await ask();
    expect(seen?.coverage).toEqual({ complete: false, gaps: [{ ...gap, message: 'what runs there is not measured' }] });
  });

  it('have gaps where nothing is known, also where one of the clusters does not know', async () => {
    const graph = scene();
    graph.series.answer = ({ cluster, grid }) => [
      {
        labels: new Map(),
        values: Array.from({ length: grid.count }, (_, index) =>
          cluster.name === 'us' && (index < 10 || index === 20) ? null : index === 40 ? null : 1,
        ),
      },
    ];
    const [cpu] = at(await graph.data(ofApp('names: ["cpu"]')), 'app.metrics') as {
      series: { points: { value: number }[]; gaps: unknown }[];
    }[];
    const moment = (index: number) => new Date(start - (59 - index) * minute).toISOString();
    expect(cpu?.series[0]?.gaps).toEqual([20, 40].map((index) => ({ from: moment(index), to: moment(index) })));
    // Before the app came to the US it had one pod.
    expect([5, 15].map((index) => cpu?.series[0]?.points[index]?.value)).toEqual([1, 2]);
  });

  it('reach back to before the namespace was made, unless its name was perhaps another’s', async () => {
    const [whole] = at(await young(scene()).data(ofApp('names: ["cpu"], clusters: ["eu"]')), 'app.metrics') as {
      series: { points: unknown[] }[];
    }[];
    expect(whole?.series[0]?.points).toHaveLength(60);
    const graph = young(scene(true));
    const ask = async (question: string) =>
      at(await graph.data(question), 'found.metrics') as { series: { points: { at: string; value: number }[] }[] }[];
    for (const question of [
      `{ found: app(tenant: "acme", environment: "prod", name: "web") { metrics(names: ["cpu"], clusters: ["eu"]) ${range} } }`,
      `{ found: environment(tenant: "acme", name: "prod") { metrics(names: ["cpu"], clusters: ["eu"]) ${range} } }`,
    ]) {
      const [cpu] = await ask(question);
      expect(cpu?.series[0]?.points[0]?.at).toBe(new Date(start - 14 * minute).toISOString());
    }
    // What is asked of the time after that looks back to before it, too.
    const since = new Date(start - 18 * minute).toISOString();
    const [soon] = await ask(
      `{ found: environment(tenant: "acme", name: "prod") { metrics(names: ["cpu"], clusters: ["eu"], from: "${since}", step: 60) ${range} } }`,
    );
    expect(soon?.series[0]?.points[0]?.at).toBe(new Date(start - 14 * minute).toISOString());
    // The tenant's other namespaces keep their past.
    const [cpu] = await ask(`{ found: tenant(name: "acme") { metrics(names: ["cpu"], clusters: ["eu"]) ${range} } }`);
    expect(cpu?.series[0]?.points.map(({ value }) => value)).toEqual([
      ...Array<number>(45).fill(1),
      ...Array<number>(15).fill(2),
    ]);
  });

  it('that are ratios and quantiles are taken over all clusters together', async () => {
    const graph = scene();
    graph.metrics = [
      metric('errors', { computation: { type: 'RATIO', numerator: 'bad', denominator: 'all' } }),
      metric('latency', { computation: { type: 'QUANTILE', of: 0.5, buckets: 'buckets' } }),
    ];
    const counts: Readonly<Record<string, readonly SampledSeries[]>> = {};
    const of = (cluster: string, bad: number, all: number, buckets: Readonly<Record<string, number>>) =>
      Object.assign(counts, {
        [`${cluster} bad`]: series(bad),
        [`${cluster} all`]: series(all),
        [`${cluster} buckets`]: Object.entries(buckets).flatMap(([le, count]) => series(count, { le })),
      });
    const series = (value: number, labels = {}) => constant(value, { first: 0, step: 1, count: 60 }, labels);
    of('eu', 1, 10, { '0.1': 90, '0.5': 100, '+Inf': 100 });
    // It has a bound that the other has not.
    of('us', 9, 30, { '0.1': 0, '0.25': 50, '0.5': 100, '+Inf': 100 });
    graph.series.answer = ({ cluster, expression }) => counts[`${cluster.name} ${expression}`] ?? [];
    const [errors, latency] = at(await graph.data(ofApp('names: ["errors", "latency"]')), 'app.metrics') as {
      series: { labels: unknown; points: { value: number }[] }[];
    }[];
    expect(errors?.series[0]?.points[0]?.value).toBe(0.25);
    // 100 of 200 stay below: 90 below 0.1, and 10 of the 110 up to 0.5.
    expect(latency?.series).toHaveLength(1);
    expect(latency?.series[0]?.points[0]?.value).toBeCloseTo(0.1 + 0.4 * (10 / 110));
  });

  it('are parted by their dimensions, the largest first', async () => {
    const graph = scene();
    graph.metrics = [metric('cpu', { dimensions: ['pod'] })];
    graph.series.answer = ({ cluster, grid }) =>
      Array.from({ length: 40 }, (_, index) => constant(index, grid, { pod: `${cluster.name}-${index}` })).flat();
    const [cpu] = at(
      await graph.data(
        `{ app(tenant: "acme", environment: "prod", name: "web") { metrics(names: ["cpu"], step: 600) { omittedSeries series { labels { key value } } } } }`,
      ),
      'app.metrics',
    ) as { omittedSeries: number; series: { labels: unknown }[] }[];
    expect(cpu?.omittedSeries).toBe(30);
    expect(cpu?.series).toHaveLength(50);
    expect(cpu?.series[0]?.labels).toEqual([{ key: 'pod', value: 'eu-39' }]);
  });
});
