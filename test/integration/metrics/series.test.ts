import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../../src/graphql/testing/at.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { createHeldClock } from '../../support/held-clock.ts';
import { startHttpProxy } from '../../support/http-proxy.ts';
import type { HttpProxy } from '../../support/http-proxy.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import type { Prometheus } from '../../support/prometheus.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { deployment, environmentNamespace, statefulSet, uniqueName } from '../../support/workloads.ts';
import { historyOf } from './history.ts';
import type { MeasuredPod } from './history.ts';

// One tenant in two real clusters, each with a real Prometheus of its own, and a central one that has both. Beside its pods there
// is another tenant's in the same backends, a thousand times as busy: any of it in an answer shows.

const clusters = { eu: sharedCluster('eu-1'), us: sharedCluster('us-1') } as const;
type Name = keyof typeof clusters;
const names: readonly Name[] = ['eu', 'us'];
const tenant = uniqueName('acme');
const [prod, staging] = [`${tenant}-prod`, `${tenant}-staging`];
const load = { eu: { requests: 2, fast: 0.9 }, us: { requests: 6, fast: 0.5 } } as const;

const now = Math.floor(Date.now() / 60_000) * 60;
const span = { start: now - 4_500, end: now };
const [from, to] = [now - 3_600, now];
const hour = `from: "${new Date(from * 1_000).toISOString()}", to: "${new Date(to * 1_000).toISOString()}", step: 60`;
const range =
  'metric { name unit } step series { labels { key value } points { at value } gaps { from } } coverage { complete gaps { cluster { name } reason message } }';

interface Range {
  readonly metric: { readonly name: string };
  readonly series: readonly {
    readonly labels: readonly { value: string }[];
    readonly points: readonly { readonly at: string; readonly value: number }[];
    readonly gaps: readonly unknown[];
  }[];
  readonly coverage: {
    readonly complete: boolean;
    readonly gaps: readonly { readonly cluster: { name: string }; readonly reason: string; readonly message: string }[];
  };
}

const backends: Partial<Record<Name | 'central', Prometheus>> = {};
const proxies: Partial<Record<Name | 'central', HttpProxy>> = {};
let apart: GatewayUnderTest;
let together: GatewayUnderTest;
let metricsFolder: string;
let web: readonly MeasuredPod[];

const proxy = (name: Name | 'central'): HttpProxy => proxies[name]!;

async function podsOf(name: Name): Promise<readonly string[]> {
  return waitFor(
    `the pods in ${name}`,
    async () => {
      const { stdout } = await clusters[name].kubectl(['get', 'pods', '-n', prod, '-o', 'name']);
      const found = stdout.split('\n').flatMap((line) => /^pod\/(web-.*)$/.exec(line)?.[1] ?? []);
      return found.length === 2 && found;
    },
    { timeout: 60_000 },
  );
}

/** Of a call of a backend. */
const deadlineMs = 5_000;

async function start(prometheusOf: (name: Name) => object, clock?: Clock): Promise<GatewayUnderTest> {
  return startGatewayUnderTest({
    ...(clock && { clock }),
    clusters: names.map((name) => ({
      name,
      kubeconfig: clusters[name].kubeconfigPath,
      prometheus: { scrapeSeconds: 15, ...prometheusOf(name) },
    })),
    env: { TENANTRY_METRICS: metricsFolder },
    settleMs: 60_000,
  });
}

beforeAll(async () => {
  metricsFolder = mkdtempSync(join(tmpdir(), 'tenantry-metrics-'));
  for (const plane of Object.values(clusters)) {
    await plane.apply(
      environmentNamespace(prod, tenant, 'prod'),
      environmentNamespace(staging, tenant, 'staging'),
      deployment({ namespace: prod, name: 'web' }),
      statefulSet({ namespace: prod, name: 'db', replicas: 1 }),
    );
  }
  const pods = { eu: await podsOf('eu'), us: await podsOf('us') };
  web = names.flatMap((cluster) => pods[cluster].map((pod) => ({ cluster, namespace: prod, pod, ...load[cluster] })));
  const others = names.flatMap((cluster) => [
    { cluster, namespace: prod, pod: 'db-0', requests: 100, fast: 1 },
    { cluster, namespace: staging, pod: 'web-0', requests: 1_000, fast: 1 },
    { cluster, namespace: 'globex-prod', pod: pods[cluster][0] ?? '', requests: 1_000_000, fast: 0 },
  ]);
  const all = [...web, ...others];
  for (const name of names) {
    backends[name] = await startPrometheus({
      history: historyOf(
        all.filter(({ cluster }) => cluster === name),
        span,
        false,
      ),
    });
  }
  backends.central = await startPrometheus({ history: historyOf(all, span, true) });
  for (const [name, backend] of Object.entries(backends)) proxies[name as Name] = await startHttpProxy(backend.url);
  apart = await start((name) => ({ url: proxy(name).url }));
  together = await start((name) => ({ url: proxy('central').url, clusterLabel: { name: 'cluster', value: name } }));
}, 180_000);

afterEach(() => {
  for (const each of Object.values(proxies)) each.answer(null);
});

afterAll(async () => {
  await Promise.all([apart?.close(), together?.close()]);
  await Promise.all(Object.values(proxies).map((each) => each.stop()));
  await Promise.all(Object.values(backends).map((each) => each.stop()));
  rmSync(metricsFolder, { recursive: true, force: true });
  for (const plane of Object.values(clusters))
    await plane.kubectl(['delete', 'namespace', '--wait=false', prod, staging]);
});

async function ask(gateway: GatewayUnderTest, query: string): Promise<unknown> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const app = (args: string) =>
  `app(tenant: "${tenant}", environment: "prod", name: "web") { metrics(${args}) { ${range} } }`;

async function ofApp(gateway: GatewayUnderTest, args: string): Promise<readonly Range[]> {
  return at(await ask(gateway, `{ ${app(args)} }`), 'app.metrics') as readonly Range[];
}

/** What one pod has of it, and several together. */
const additive: Readonly<Record<string, number>> = {
  cpu: 0.25,
  cpu_by_pod: 0.25,
  memory: 100,
  memory_by_pod: 100,
  network_receive: 1_000,
  network_transmit: 500,
  // Within 75 s.
  restarts: 0.25,
};
/** What is the same of all pods, and so of several together. */
const shares: Readonly<Record<string, number>> = {
  cpu_saturation: 0.5,
  cpu_throttling: 0.1,
  error_ratio: 0.1,
  memory_saturation: 0.25,
};
const latencies = ['latency_p50', 'latency_p95', 'latency_p99'];

const valuesOf = (one: Range | undefined) => one?.series[0]?.points.map(({ value }) => value) ?? [];

describe('series from real Prometheus backends', () => {
  it('come over two clusters at 60 points, with what leads there, by one call of each backend', async () => {
    for (const each of Object.values(proxies)) each.forget();
    const metrics = `metrics(names: ["request_rate", "error_ratio", "latency_p95", "cpu", "memory_saturation"], ${hour}) { ${range} }`;
    const answer = await ask(
      apart,
      `{ tenant(name: "${tenant}") { ${metrics} environments { nodes { name ${metrics} apps { nodes { name ${metrics} pods { nodes { name } } } } } } } clusters { nodes { ${metrics} } } }`,
    );
    expect(names.map((name) => proxy(name).count)).toEqual([1, 1]);
    const environments = at(answer, 'tenant.environments.nodes') as readonly {
      name: string;
      metrics: readonly Range[];
      apps: { nodes: readonly { name: string; metrics: readonly Range[] }[] };
    }[];
    const inProd = environments.find(({ name }) => name === 'prod');
    const ranges = inProd?.apps.nodes.find(({ name }) => name === 'web')?.metrics ?? [];
    for (const one of ranges) {
      expect(one).toMatchObject({ step: 60, coverage: { complete: true, gaps: [] } });
      expect(one.series).toHaveLength(1);
      expect(one.series[0]).toMatchObject({ labels: [], gaps: [] });
      expect(one.series[0]?.points).toHaveLength(60);
      expect(one.series[0]?.points.at(-1)?.at).toBe(new Date(to * 1_000).toISOString());
    }
    const means = ranges.map((one) => valuesOf(one).reduce((a, b) => a + b) / 60);
    // Two pods in each cluster. Of 16 requests a second 9.6 take at most 0.1 s, and the other 6.4 at most 0.5 s.
    expect(means[0]).toBeCloseTo(16, 6);
    expect(means[1]).toBeCloseTo(0.1, 6);
    expect(means[2]).toBeCloseTo(0.1 + 0.4 * ((0.95 * 16 - 9.6) / 6.4), 6);
    expect(means[3]).toBeCloseTo(1, 6);
    expect(means[4]).toBeCloseTo(0.25, 6);
    // The environment has the database as well, the tenant its staging, and a cluster all that is in it.
    expect(valuesOf(inProd?.metrics[0])[30]).toBeCloseTo(216, 6);
    expect(valuesOf((at(answer, 'tenant.metrics') as readonly Range[])[0])[30]).toBeCloseTo(2_216, 6);
    const fleet = at(answer, 'clusters.nodes') as readonly { metrics: readonly Range[] }[];
    expect(fleet.map(({ metrics: [rate] }) => Math.round(valuesOf(rate)[30] ?? 0))).toEqual([1_001_104, 1_001_112]);
  });

  it('are the same from a central backend, by one call of it, and what its own functions say', async () => {
    const args = `names: ["latency_p50", "latency_p95", "latency_p99", "error_ratio", "cpu_by_pod"], ${hour}`;
    proxy('central').forget();
    const [own, central] = [await ofApp(apart, args), await ofApp(together, args)];
    expect(proxy('central').count).toBe(1);
    const plain = (ranges: readonly Range[]) =>
      ranges.map(({ series }) =>
        series
          .map(({ labels, points }) => [labels, points.map(({ at: when, value }) => [when, value.toFixed(9)])])
          .sort(),
      );
    expect(plain(central)).toEqual(plain(own));
    const pods = web.map(({ pod }) => pod).join('|');
    for (const [index, quantile] of [0.5, 0.95, 0.99].entries()) {
      const [told] = await backends.central!.range(
        `histogram_quantile(${quantile}, sum by (le) (rate(http_request_duration_seconds_bucket{namespace="${prod}",pod=~"${pods}"}[75s])))`,
        { start: from + 60, end: to, step: 60 },
      );
      const wanted = told?.values.map(([, value]) => Number(value).toFixed(9));
      expect(valuesOf(central[index]).map((value) => value.toFixed(9))).toEqual(wanted);
    }
    expect(central[4]?.series.map(({ labels }) => labels[0]?.value).sort()).toEqual(web.map(({ pod }) => pod).sort());
  });

  it('are there of every metric that comes with the gateway, for an app, its environment, its tenant and a cluster', async () => {
    const defined = at(await ask(apart, '{ metricDefinitions { name } }'), 'metricDefinitions') as readonly {
      readonly name: string;
    }[];
    expect(defined.map(({ name }) => name)).toEqual(
      [...Object.keys(additive), ...Object.keys(shares), ...latencies, 'request_rate'].toSorted(),
    );
    const wide = `metrics(names: ${JSON.stringify(defined.map(({ name }) => name).filter((name) => !name.endsWith('_by_pod')))}, ${hour}) { ${range} }`;
    const answer = await ask(
      apart,
      `{ ${app(`names: ${JSON.stringify(defined.map(({ name }) => name))}, ${hour}`)} environment(tenant: "${tenant}", name: "prod") { ${wide} } tenant(name: "${tenant}") { ${wide} } cluster(name: "eu") { ${wide} } }`,
    );
    const levels = { app: 4, environment: 6, tenant: 8, cluster: 5 };
    const [told, expected]: [string[], string[]] = [[], []];
    for (const [level, pods] of Object.entries(levels)) {
      for (const { metric, series, coverage } of at(answer, `${level}.metrics`) as readonly Range[]) {
        const { name } = metric;
        expect([level, name, coverage.complete, series.length > 0]).toEqual([level, name, true, true]);
        const parts = series.map(({ points }) => points[30]?.value ?? Number.NaN);
        const value = parts.reduce((sum, part) => sum + part, 0);
        const ofOne = additive[name];
        const wanted = ofOne === undefined ? shares[name] : ofOne * pods;
        told.push(`${level} ${name} ${value.toFixed(6)}`);
        expected.push(`${level} ${name} ${(wanted ?? value).toFixed(6)}`);
        expect(value).toBeGreaterThan(0);
        expect(series.length).toBe(name.endsWith('_by_pod') ? pods : 1);
      }
    }
    expect(told).toEqual(expected);
  });

  const faults: Readonly<Record<string, readonly [Parameters<HttpProxy['answer']>[0], RegExp]>> = {
    'is down': [(response) => response.destroy(), /connection to it broke/],
    'answers an error': [(response) => response.writeHead(503).end('password=hunter2'), /answered 503/],
    'lies in HTML': [(response) => response.end('<html>'), /a page/],
    'lies in JSON': [(response) => response.end('{"status":"success","data":'), /no JSON/],
    'does not end': [(response) => response.write('{'), /did not answer within 5 s/],
  };
  it.each(Object.entries(faults))(
    'lack a cluster whose backend %s, and say so; the rest is there, and in time',
    async (what, [respond, words]) => {
      // Each on a gateway of its own: a breaker that is open would answer in the fault's place.
      const clock = createHeldClock(deadlineMs);
      await using gateway = await start((name) => ({ url: proxy(name).url }), clock);
      proxy('us').forget();
      proxy('us').answer(respond);
      const others = clock.waiting;
      let isAnswered = false;
      const answer = ofApp(gateway, `names: ["request_rate"], ${hour}`).finally(() => (isAnswered = true));
      const isHeld = what === 'does not end';
      // What waits then is the one call: the answer comes at its deadline, and not before.
      if (isHeld)
        await waitFor('the other has answered', () => proxy('us').count === 1 && clock.waiting === others + 1);
      expect(isHeld && isAnswered).toBe(false);
      if (isHeld) clock.release();
      // Else nothing is waited for: the deadline does not pass.
      const [rate] = await answer;
      expect(valuesOf(rate)[30]).toBeCloseTo(4, 6);
      expect(rate?.coverage).toMatchObject({
        complete: false,
        gaps: [{ cluster: { name: 'us' }, reason: 'METRICS_UNAVAILABLE' }],
      });
      expect(rate?.coverage.gaps[0]?.message).toMatch(words);
      expect(JSON.stringify(rate)).not.toContain('hunter2');
    },
  );

  it('of one’s own are declared in files that are followed, and known to whom they concern', async () => {
    const declared = {
      name: 'orders',
      description: 'Orders.',
      unit: 'PER_MINUTE',
      combine: 'SUM',
      appliesTo: { tenants: [tenant] },
    };
    const write = (query: string) =>
      writeFileSync(join(metricsFolder, 'orders.yaml'), JSON.stringify({ metrics: [{ ...declared, query }] }));
    write('60 * rate(orders_total[$window]');
    await waitFor('the mistake is told', async () => {
      const told = await (await fetch(new URL('/readyz', apart.url))).text();
      return told.includes('orders.yaml') && told.includes('Is no PromQL from here on');
    });
    expect(JSON.stringify(await ask(apart, '{ metricDefinitions { name } }'))).not.toContain('orders');
    write('60 * rate(orders_total[$window])');
    await waitFor('the metric is there', async () =>
      JSON.stringify(await ask(apart, '{ metricDefinitions { name } }')).includes('orders'),
    );
    const [orders] = await ofApp(apart, `names: ["orders"], ${hour}`);
    expect(valuesOf(orders)[30]).toBeCloseTo(4, 6);
  });
});
