import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../../src/graphql/testing/at.ts';
import { startCountingProxy } from '../../support/counting-proxy.ts';
import type { CountingProxy } from '../../support/counting-proxy.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { startHttpProxy } from '../../support/http-proxy.ts';
import type { HttpProxy } from '../../support/http-proxy.ts';
import { criLine, startLoggingControlPlane } from '../../support/log-files.ts';
import type { LoggingControlPlane } from '../../support/log-files.ts';
import { startMeasuredControlPlane, usesOf } from '../../support/metrics-server.ts';
import type { MeasuredControlPlane } from '../../support/metrics-server.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import type { Prometheus } from '../../support/prometheus.ts';
import { waitFor } from '../../support/wait-for.ts';
import { environmentNamespace, statefulSet } from '../../support/workloads.ts';
import { historyOf } from './history.ts';

// What a frontend asks of an app's page, on two real clusters, each with a metrics-server and a Prometheus of its own.

const namespace = 'acme-prod';
const podNames = ['web-0', 'web-1'] as const;
const linesEach = 30;
const now = Math.floor(Date.now() / 60_000) * 60;
const hour = `from: "${iso(now - 3_600)}", to: "${iso(now)}", step: 60`;
const usage = 'usage { cpu memory pods podsCounted coverage { complete gaps { cluster { name } reason } } }';
const series = 'metric { name } series { points { at value } gaps { from } } coverage { complete gaps { reason } }';
const query = `{ tenant(name: "acme") { name ${usage} environments { nodes { name ${usage} apps { nodes {
  name ${usage}
  metrics(names: ["request_rate", "latency_p95"], ${hour}) { ${series} }
  logs(tail: 20) { lines { timestamp message pod cluster { name } } gaps { reason } coverage { complete gaps { reason } } }
  pods { nodes { name cluster { name } ${usage} } }
} } } } } }`;

interface Cluster {
  readonly measured: MeasuredControlPlane;
  readonly logging: LoggingControlPlane;
  readonly calls: CountingProxy;
  readonly prometheus: Prometheus;
  readonly asked: HttpProxy;
}

const clusters: Cluster[] = [];
let gateway: GatewayUnderTest;

function iso(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}

async function startCluster(name: string, version: '1.35' | '1.36'): Promise<Cluster> {
  const pods = podNames.map((pod) => ({ namespace, name: pod }));
  let measured: MeasuredControlPlane | null = null;
  const logging = await startLoggingControlPlane({ name, version, nodes: 1 }, pods, async (options) => {
    measured = await startMeasuredControlPlane(options);
    return measured.controlPlane;
  });
  if (measured === null) throw new Error('there is no control plane');
  const { controlPlane } = measured as MeasuredControlPlane;
  const uses = usesOf('250m', '100Mi');
  await controlPlane.apply(
    environmentNamespace(namespace, 'acme', 'prod'),
    statefulSet({ namespace, name: 'web', podAnnotations: uses }),
  );
  await controlPlane.kubectl(['rollout', 'status', 'statefulset/web', '-n', namespace, '--timeout=60s']);
  for (const [index, pod] of pods.entries()) {
    const lines = Array.from({ length: linesEach }, (_, line) => {
      const time = new Date(now * 1_000 + line * 1_000 + index * 100).toISOString().replace('Z', '000000Z');
      return criLine(time, `${name} ${pod.name} line ${line + 1}`);
    });
    logging.append(pod, lines);
  }
  const history = podNames.map((pod) => ({ cluster: name, namespace, pod, requests: 2, fast: 0.9 }));
  const prometheus = await startPrometheus({ history: historyOf(history, { start: now - 4_500, end: now }, false) });
  return {
    measured,
    logging,
    calls: await startCountingProxy(controlPlane),
    prometheus,
    asked: await startHttpProxy(prometheus.url),
  };
}

async function ask(): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const one = async (path: string): Promise<unknown> => at(await ask(), path);

beforeAll(async () => {
  clusters.push(...(await Promise.all([startCluster('eu', '1.35'), startCluster('us', '1.36')])));
  await Promise.all(clusters.map(({ measured }) => measured.startMetricsServer()));
  gateway = await startGatewayUnderTest({
    clusters: clusters.map(({ measured, calls, asked }) => ({
      name: measured.controlPlane.name,
      kubeconfig: calls.kubeconfigPath,
      prometheus: { url: asked.url, scrapeSeconds: 15 },
    })),
    settleMs: 60_000,
  });
  await waitFor('every pod has been measured', async () => (await one('tenant.usage.podsCounted')) === 4, {
    timeout: 60_000,
    interval: 500,
  });
}, 240_000);

afterAll(async () => {
  await gateway?.close();
  for (const { measured, logging, calls, prometheus, asked } of clusters) {
    await Promise.all([calls.stop(), asked.stop(), prometheus.stop()]);
    await measured.stop();
    await logging.stop();
  }
});

describe('one query', () => {
  it('answers tenant, environment, app and pods with usage, an hour at 60 points and the last 20 lines, over two clusters', async () => {
    for (const { calls, asked } of clusters) {
      calls.forget();
      asked.forget();
    }
    const answer = await ask();
    for (const { calls, asked } of clusters) {
      expect(asked.count).toBe(1);
      // One for each container's log. What is polled anyway is not asked for by queries.
      const paths = calls.requests.map(({ path }) => path.split('?', 1)[0]);
      const polled = /^\/(readyz|livez|version|apis\/metrics\.k8s\.io\/.*)$/;
      expect(paths.filter((path) => !polled.test(path ?? '')).sort()).toEqual(
        podNames.map((pod) => `/api/v1/namespaces/${namespace}/pods/${pod}/log`),
      );
    }

    const whole = { complete: true, gaps: [] };
    const cpu = at(answer, 'tenant.usage.cpu') as number;
    expect(cpu).toBeGreaterThan(0.9);
    expect(cpu).toBeLessThan(1.1);
    const sum = { cpu, memory: 400 * 2 ** 20, pods: 4, podsCounted: 4, coverage: whole };
    expect(at(answer, 'tenant.usage')).toEqual(sum);
    expect(at(answer, 'tenant.environments.nodes.0')).toMatchObject({ name: 'prod', usage: sum });
    const app = at(answer, 'tenant.environments.nodes.0.apps.nodes.0');
    expect(app).toMatchObject({ name: 'web', usage: sum });

    const [rate, latency] = at(app, 'metrics') as readonly unknown[];
    for (const range of [rate, latency]) {
      expect(at(range, 'coverage')).toEqual(whole);
      expect(at(range, 'series.0.gaps')).toEqual([]);
      expect(at(range, 'series.0.points')).toHaveLength(60);
      expect(at(range, 'series.0.points.59.at')).toBe(iso(now));
    }
    expect(at(rate, 'series.0.points.30.value')).toBeCloseTo(8, 6);

    expect(at(app, 'logs.gaps')).toEqual([]);
    expect(at(app, 'logs.coverage')).toEqual(whole);
    // The last ones of four containers, by time: five of each.
    const lines = at(app, 'logs.lines') as readonly { timestamp: string; message: string }[];
    const expected = Array.from({ length: 5 }, (_, back) => linesEach - 4 + back).flatMap((line) =>
      podNames.flatMap((pod) => ['eu', 'us'].map((cluster) => `${cluster} ${pod} line ${line}`)),
    );
    expect(lines.map(({ message }) => message).sort()).toEqual(expected.sort());
    expect(lines.map(({ timestamp }) => timestamp)).toEqual(lines.map(({ timestamp }) => timestamp).toSorted());
    expect(at(app, 'pods.nodes')).toHaveLength(4);
  });

  it('is on time, with a gap, where a Prometheus does not answer and another lies', async () => {
    const [eu, us] = clusters;
    const held: { end(): void }[] = [];
    eu?.asked.answer((response) => void held.push(response));
    us?.asked.answer((response) => response.end('<html>Sign in</html>'));
    try {
      const app = at(await ask(), 'tenant.environments.nodes.0.apps.nodes.0');
      expect(at(app, 'usage.podsCounted')).toBe(4);
      expect(at(app, 'logs.lines')).toHaveLength(20);
      const gaps = [{ reason: 'METRICS_UNAVAILABLE' }, { reason: 'METRICS_UNAVAILABLE' }];
      expect(at(app, 'metrics.0')).toMatchObject({ series: [], coverage: { complete: false, gaps } });
    } finally {
      for (const response of held) response.end();
      for (const { asked } of clusters) asked.answer(null);
    }
  });
});
