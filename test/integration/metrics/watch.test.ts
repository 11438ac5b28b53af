import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../sdk/src/sdk.ts';
import type { MetricEvent } from '../../../sdk/src/sdk.ts';
import { appId } from '../../../src/graphql/ids.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { startHttpProxy } from '../../support/http-proxy.ts';
import type { HttpProxy } from '../../support/http-proxy.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import type { Prometheus } from '../../support/prometheus.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { deployment, environmentNamespace, uniqueName } from '../../support/workloads.ts';

// An app in two real clusters, each with a real Prometheus that scrapes its pods each second while they are watched.

const clusters = { eu: sharedCluster('eu-1'), us: sharedCluster('us-1') } as const;
const names = ['eu', 'us'] as const;
type Name = (typeof names)[number];
const tenant = uniqueName('acme');
const namespace = `${tenant}-prod`;
const app = { tenant, environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
const step = 5;

const pods: Record<Name, readonly string[]> = { eu: [], us: [] };
const backends = new Map<Name, { readonly prometheus: Prometheus; readonly asked: HttpProxy }>();
let gateway: GatewayUnderTest;

/** What the pods have answered: at no two scrapes the same, and by chance more or less between them. */
let answered = 0;
const exporter = createServer((request, response) => {
  answered += Math.random() * 10;
  const name = request.url === '/eu' ? 'eu' : 'us';
  const lines = pods[name].map(
    (pod) => `http_requests_total{namespace="${namespace}",pod="${pod}",code="200"} ${answered}`,
  );
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(`# TYPE http_requests_total counter\n${lines.join('\n')}\n`);
});

async function podsOf(name: Name): Promise<readonly string[]> {
  return waitFor(
    `the pods in ${name}`,
    async () => {
      const { stdout } = await clusters[name].kubectl(['get', 'pods', '-n', namespace, '-o', 'name']);
      const found = stdout.split('\n').flatMap((line) => /^pod\/(web-.*)$/.exec(line)?.[1] ?? []);
      return found.length === 2 && found;
    },
    { timeout: 60_000 },
  );
}

beforeAll(async () => {
  await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
  const { port } = exporter.address() as AddressInfo;
  for (const plane of Object.values(clusters)) {
    await plane.apply(environmentNamespace(namespace, tenant, 'prod'), deployment({ namespace, name: 'web' }));
  }
  for (const name of names) {
    pods[name] = await podsOf(name);
    const prometheus = await startPrometheus({ scrapes: `http://127.0.0.1:${port}/${name}` });
    backends.set(name, { prometheus, asked: await startHttpProxy(prometheus.url) });
  }
  gateway = await startGatewayUnderTest({
    clusters: names.map((name) => ({
      name,
      kubeconfig: clusters[name].kubeconfigPath,
      // Twice as long as it is, so that a busy machine is late without harm.
      prometheus: { url: backends.get(name)?.asked.url, scrapeSeconds: 2 },
    })),
    settleMs: 60_000,
  });
}, 180_000);

afterAll(async () => {
  await gateway?.close();
  for (const { prometheus, asked } of backends.values()) await Promise.all([prometheus.stop(), asked.stop()]);
  exporter.close();
  for (const plane of Object.values(clusters)) {
    await plane.kubectl(['delete', 'namespace', '--wait=false', namespace]);
  }
});

/** What a reader was told, value by moment; and how often it was told of a moment more than once. */
class Told {
  readonly values = new Map<string, number>();
  readonly events: MetricEvent[] = [];
  repeated = 0;

  hear(event: MetricEvent): void {
    this.events.push(event);
    for (const { at, value } of event.metrics[0]?.series[0]?.points ?? []) {
      if (this.values.has(at)) this.repeated += 1;
      this.values.set(at, value);
    }
  }
}

describe('metrics that are watched, on real Prometheus backends', () => {
  it('come once and whole, to all who watch by one call of each backend, also over a lost connection', async () => {
    const watched = { on: appId(app), names: ['request_rate'], step, range: 60 };
    const told = [new Told(), new Told(), new Told()] as const;
    const ending = new AbortController();
    const clients = told.map(() => createClient({ url: gateway.url, reconnectDelayMs: () => 10 }));
    const readers = told.map(async (one, index) => {
      const events = clients[index]?.watchMetrics(watched, { signal: ending.signal }) ?? [];
      for await (const event of events) one.hear(event);
    });
    const heard = (most: number) =>
      waitFor(`${most} points for everyone`, () => told.every(({ values }) => values.size >= most), {
        timeout: 60_000,
      });
    await heard(3);
    for (const { asked } of backends.values()) asked.forget();
    const before = told[0].events.length;
    await heard(told[0].values.size + 3);
    const polls = told[0].events.length - before;
    const calls = [...backends.values()].map(({ asked }) => asked.count);
    ending.abort();
    await Promise.all([...readers, ...clients.map((client) => client.close())]);

    // Another process goes on behind what the first was told.
    const last = told[0].events.at(-1)?.to;
    const client = createClient({ url: gateway.url });
    const [missed] = [told[0].values.size];
    for await (const event of client.watchMetrics({ ...watched, after: last ?? null })) {
      told[0].hear(event);
      if (told[0].values.size >= missed + 2) break;
    }
    await client.close();

    expect(told.map(({ repeated }) => repeated)).toEqual([0, 0, 0]);
    // A call may have been on its way when they were counted; each for themselves they would be three times as many.
    for (const count of calls) expect(count).toBeLessThan(2 * polls);
    const moments = [...told[0].values.keys()].map((at) => Date.parse(at) / 1_000).sort((a, b) => a - b);
    expect(moments.every((at, index) => at % step === 0 && at === (moments[0] ?? 0) + index * step)).toBe(true);
    // What was told at once is what the backends still say when all of it has long been there.
    const [start = 0, end = 0] = [moments[0], moments.at(-1)];
    const sums = new Map<number, number>();
    for (const { prometheus } of backends.values()) {
      const query = `sum(rate(http_requests_total{namespace="${namespace}"}[8s]))`;
      const [series] = await prometheus.range(query, { start, end, step });
      for (const [at, value] of series?.values ?? []) sums.set(at, (sums.get(at) ?? 0) + Number(value));
    }
    expect(moments.length).toBeGreaterThanOrEqual(8);
    for (const [at, value] of told[0].values)
      expect([at, value]).toEqual([at, expect.closeTo(sums.get(Date.parse(at) / 1_000) ?? NaN, 9)]);
  }, 120_000);

  it('end when their app is gone', async () => {
    const events = gateway.client.watchMetrics({ on: appId(app), names: ['request_rate'], step, range: 60 });
    expect((await events.next()).done).toBe(false);
    for (const plane of Object.values(clusters)) await plane.kubectl(['delete', 'deployment', '-n', namespace, 'web']);
    for (;;) if ((await events.next()).done === true) return;
  }, 60_000);
});
