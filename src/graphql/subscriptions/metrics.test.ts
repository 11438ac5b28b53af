import { describe, expect, it } from 'vitest';
import type { MetricDefinition } from '../../domain/metrics/metric-definition.ts';
import { MemoryCluster } from '../../domain/fleet/testing/memory-cluster.ts';
import { namespace, revisionOf, start, workload } from '../../domain/fleet/testing/objects.ts';
import { accessOf } from '../../domain/testing/access-of.ts';
import { callerOf } from '../../domain/testing/caller-of.ts';
import { appId, clusterId, environmentId, tenantId } from '../ids.ts';
import { GraphUnderTest } from '../testing/graph-under-test.ts';

const key = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
const minute = 60_000;
const scrape = 30_000;
const text = `subscription ($on: ID!, $names: [String!] = ["cpu"], $step: Int = 60, $range: Int = 600, $after: DateTime) {
  metrics(on: $on, names: $names, step: $step, range: $range, after: $after) {
    to
    metrics { from to step omittedSeries series { labels { value } points { at value } gaps { from to } } coverage { gaps { cluster { name } message } } }
  }
}`;

interface Told {
  readonly to: string;
  readonly metrics: readonly {
    readonly from: string;
    readonly omittedSeries: number;
    readonly series: readonly {
      readonly labels: readonly { readonly value: string }[];
      readonly points: readonly { readonly at: string; readonly value: number }[];
      readonly gaps: readonly { readonly from: string; readonly to: string }[];
    }[];
    readonly coverage: { readonly gaps: readonly { readonly cluster: { readonly name: string } }[] };
  }[];
}

/** The app `web` in the EU and in the US, which are scraped each 30 s, and `cpu`, of which each has one. */
function scene(rest: Partial<MetricDefinition> = {}) {
  const [eu, us] = ['eu', 'us'].map((region) => {
    const labels = { namespace: 'namespace', pod: 'pod' };
    const cluster = new MemoryCluster(region, { prometheus: { url: `http://${region}`, labels, scrapeSeconds: 30 } });
    cluster.namespaces.put(namespace('acme-prod'));
    const web = cluster.workloads.DEPLOYMENT.put(workload('web'));
    cluster.replicaSets.put(revisionOf(web, 1));
    return cluster;
  }) as [MemoryCluster, MemoryCluster];
  const graph = new GraphUnderTest(eu, us);
  const computation = { type: 'COMBINED', query: 'cpu', combine: 'SUM' } as const;
  const levels = ['APP', 'ENVIRONMENT', 'TENANT', 'CLUSTER'] as const;
  const metric = { name: 'cpu', description: 'CPU', unit: 'CORES', dimensions: [], appliesTo: {}, levels, computation };
  graph.metrics = [{ ...metric, unit: 'CORES', ...rest }];
  graph.series.answer = ({ grid }) => [{ labels: new Map(), values: Array.from({ length: grid.count }, () => 1) }];
  return { graph, eu, us };
}

async function watch(graph: GraphUnderTest, variables: Readonly<Record<string, unknown>> = {}) {
  const stream = await graph.subscribe(text, { on: appId(key), ...variables });
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
  const next = async (): Promise<Told> => {
    const { value } = await stream.next();
    if (value?.errors !== undefined) throw new Error(JSON.stringify(value.errors));
    return JSON.parse(JSON.stringify((value?.data as { metrics: Told } | undefined)?.metrics)) as Told;
  };
  /** Reads on, and time goes by as soon as all wait for that. */
  const after = async (ms: number): Promise<Told> => {
    const told = next();
    await graph.clock.waited();
    graph.clock.advance(ms);
    return told;
  };
  return { stream, next, after };
}

const moment = (minutes: number) => new Date(start + minutes * minute).toISOString();
const pointsOf = ({ metrics: [first] }: Told) => first?.series[0]?.points;
const times = (told: Told) => pointsOf(told)?.map(({ at }) => (Date.parse(at) - start) / minute);

describe('subscription metrics', () => {
  it('tells the present range, then each point once, a scrape after its moment', async () => {
    const { graph } = scene();
    const { stream, next, after } = await watch(graph);
    const first = await next();
    expect(times(first)).toEqual([-10, -9, -8, -7, -6, -5, -4, -3, -2, -1]);
    expect(first).toMatchObject({ to: moment(-1), metrics: [{ from: moment(-10), to: moment(-1), step: 60 }] });

    const coming = stream.next();
    for (const ms of [scrape - 1, 1]) {
      await graph.clock.waited();
      expect(graph.series.calls).toHaveLength(1);
      graph.clock.advance(ms);
    }
    expect(await coming).toMatchObject({ value: { data: { metrics: { to: moment(0) } } } });
    expect(times(await after(minute))).toEqual([1]);
  });

  it('asks once for all who watch, each thing once', async () => {
    const { graph } = scene();
    const ann = await watch(graph);
    graph.caller = callerOf('bob', ['viewer'], { access: accessOf('viewer acme') });
    const bob = await watch(graph);
    const environment = await watch(graph, { on: environmentId(key) });
    await Promise.all([ann.next(), bob.next(), environment.next()]);
    graph.series.calls.length = 0;
    const told = [ann, bob, environment].map(({ next }) => next());
    await graph.clock.waited();
    await new Promise<void>((resolve) => setImmediate(resolve));
    graph.clock.advance(scrape);
    expect((await Promise.all(told)).map(times)).toEqual([[0], [0], [0]]);
    expect(
      graph.series.calls.map((queries) => queries.map(({ cluster, pods }) => [cluster.name, pods?.length])),
    ).toEqual([
      [
        ['eu', 1],
        ['us', 1],
        ['eu', undefined],
        ['us', undefined],
      ],
    ]);
  });

  it('asks nothing for who does not read, and tells what has come meanwhile in one, as far as its range reaches', async () => {
    const { graph } = scene();
    const { next } = await watch(graph);
    await next();
    graph.clock.advance(5 * minute);
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(graph.series.calls).toHaveLength(1);
    expect(times(await next())).toEqual([0, 1, 2, 3, 4]);
    graph.clock.advance(60 * minute);
    const late = await next();
    expect(times(late)).toHaveLength(10);
    expect(late).toMatchObject({ to: moment(64), metrics: [{ from: moment(55) }] });
  });

  it('goes on behind a point that was seen, and waits for the next where there is none', async () => {
    const { graph } = scene();
    expect(times(await (await watch(graph, { after: moment(-3) })).next())).toEqual([-2, -1]);
    expect(times(await (await watch(graph, { after: moment(-60) })).next())).toHaveLength(10);
    const { after } = await watch(graph, { after: moment(-1) });
    expect(times(await after(scrape))).toEqual([0]);
  });

  it('tells that a series has no value any more, for as long as its last one is in the range', async () => {
    const { graph } = scene({ dimensions: ['pod'] });
    let pods = ['a', 'b'];
    graph.series.answer = ({ cluster, grid }) =>
      (cluster.name === 'eu' ? pods : []).map((pod) => ({
        labels: new Map([['pod', pod]]),
        values: Array.from({ length: grid.count }, () => 1),
      }));
    const { next, after } = await watch(graph, { range: 180 });
    const shown = ({ metrics: [metric] }: Told) =>
      metric?.series.map(({ labels, points, gaps }) => [labels[0]?.value, points.length, gaps]);
    expect(shown(await next())).toEqual([
      ['a', 3, []],
      ['b', 3, []],
    ]);
    pods = ['b', 'c'];
    const gone = (minutes: number) => ['a', 0, [{ from: moment(minutes), to: moment(minutes) }]];
    const there = ['b', 'c'].map((pod) => [pod, 1, []]);
    expect(shown(await after(scrape))).toEqual([...there, gone(0)]);
    expect(shown(await after(minute))).toEqual([...there, gone(1)]);
    expect(shown(await after(minute))).toEqual(there);
  });

  it('goes on with the series that it told of, also where others become larger', async () => {
    const { graph } = scene({ dimensions: ['pod'] });
    let largest = 0;
    graph.series.answer = ({ cluster, grid }) =>
      Array.from({ length: cluster.name === 'eu' ? 60 : 0 }, (_, index) => ({
        labels: new Map([['pod', String(index)]]),
        values: Array.from({ length: grid.count }, () => (index + largest) % 60),
      }));
    const { next, after } = await watch(graph);
    const shown = ({ metrics: [metric] }: Told) => metric?.series.map(({ labels }) => labels[0]?.value).sort();
    const first = await next();
    largest = 30;
    const second = await after(scrape);
    expect(shown(first)).toHaveLength(50);
    expect(shown(second)).toEqual(shown(first));
    expect(second.metrics[0]?.series.flatMap(({ gaps }) => gaps)).toEqual([]);
    expect(second.metrics[0]?.omittedSeries).toBe(10);
  });

  it('says with each point which clusters are not in it', async () => {
    const { graph } = scene();
    const { next, after } = await watch(graph);
    const values = (told: Told) => [
      pointsOf(told)?.at(-1)?.value,
      told.metrics[0]?.coverage.gaps.map(({ cluster }) => cluster.name),
    ];
    expect(values(await next())).toEqual([2, []]);
    const answer = graph.series.answer;
    graph.series.answer = (query) => (query.cluster.name === 'us' ? 'away' : answer(query));
    expect(values(await after(scrape))).toEqual([1, ['us']]);
    graph.series.answer = answer;
    expect(values(await after(minute))).toEqual([2, []]);
  });

  it.each([appId(key), environmentId(key), tenantId('acme')])(
    'names a cluster that cannot be seen, of %s',
    async (on) => {
      const { graph, us } = scene();
      us.loseTouch();
      const told = await (await watch(graph, { on })).next();
      expect(told.metrics[0]?.coverage.gaps).toMatchObject([{ cluster: { name: 'us' } }]);
    },
  );

  it('ends when what it watches is gone, and when its reader goes', async () => {
    const { graph, eu, us } = scene();
    const { stream, next } = await watch(graph);
    await next();
    const waiting = stream.next();
    await graph.clock.waited();
    for (const cluster of [eu, us]) cluster.workloads.DEPLOYMENT.remove(workload('web').meta.uid);
    graph.clock.advance(10_000);
    expect(await waiting).toEqual({ done: true, value: undefined });

    const environment = await watch(graph, { on: environmentId(key) });
    await environment.next();
    const open = environment.stream.next();
    await graph.clock.waited();
    await environment.stream.return?.(undefined);
    expect((await open).done).toBe(true);
    expect(graph.clock.pending()).toEqual([]);
  });

  it('does not tell what was asked while it went to others', async () => {
    const { graph, eu, us } = scene();
    const { stream } = await watch(graph);
    const answer = graph.series.answer;
    graph.series.answer = (query) => {
      for (const cluster of [eu, us]) cluster.workloads.DEPLOYMENT.remove(workload('web').meta.uid);
      return answer(query);
    };
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('waits while a cluster is missing that may have it, and then leaves out nothing', async () => {
    const { graph, eu, us } = scene();
    const { next, stream } = await watch(graph);
    await next();
    us.workloads.DEPLOYMENT.remove(workload('web').meta.uid);
    const web = eu.workloads.DEPLOYMENT.find('acme-prod', 'web');
    if (web === undefined) throw new Error('no app');
    eu.workloads.DEPLOYMENT.remove(web.meta.uid);
    us.loseTouch();
    const waiting = stream.next();
    await graph.clock.waited();
    graph.clock.advance(2 * minute);
    await graph.clock.waited();
    expect(graph.series.calls).toHaveLength(1);
    eu.workloads.DEPLOYMENT.put(web);
    graph.clock.advance(10_000);
    const { value } = await waiting;
    expect(value).toMatchObject({ data: { metrics: { to: moment(1), metrics: [{ from: moment(0) }] } } });
  });

  it('can be of a tenant, and of a cluster for who sees into it', async () => {
    const { graph } = scene();
    expect(times(await (await watch(graph, { on: tenantId('acme') })).next())).toHaveLength(10);
    expect(times(await (await watch(graph, { on: clusterId('id-eu') })).next())).toHaveLength(10);
    graph.caller = callerOf('ann', ['viewer'], { access: accessOf('viewer acme') });
    expect(await graph.subscribe(text, { on: clusterId('id-eu') })).toMatchObject({
      errors: [{ originalError: { code: 'FORBIDDEN' } }],
    });
  });

  it.each([
    [{ on: 'nonsense' }, 'No app, environment, tenant or cluster has this id.'],
    [{ on: appId({ ...key, name: 'other' }) }, 'No app, environment, tenant or cluster has this id.'],
    [{ on: tenantId('globex') }, 'No app, environment, tenant or cluster has this id.'],
    [{ on: clusterId('id-asia') }, 'No app, environment, tenant or cluster has this id.'],
    [{ names: ['cup'] }, 'There is no metric "cup". Did you mean cpu?'],
    [{ step: 4 }, 'step has to be at least 5 (seconds). Give a longer one, or leave it out.'],
    [{ range: 4 }, 'range has to be 5 (seconds) to 31 days. Ask for another.'],
    [{ range: 60, step: 61 }, 'step is longer than range. Give a shorter step, or a longer range.'],
    [{ range: 7_501, step: 5 }, 'A series has at most 1500 points. Give a step of 6 or more, or leave it out.'],
    [{ after: moment(1) }, 'after lies in the future. Give the moment of a point that was told.'],
  ])('refuses %j', async (variables, message) => {
    const { graph } = scene();
    const refused = await graph.subscribe(text, { on: appId(key), ...variables });
    expect(refused).toMatchObject({ errors: [{ message }] });
    expect(graph.series.calls).toEqual([]);
  });
});
