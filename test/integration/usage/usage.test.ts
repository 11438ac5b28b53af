import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphUnderTest } from '../../../src/graphql/testing/graph-under-test.ts';
import { createClusterRegistry } from '../../../src/kubernetes/cluster-registry.ts';
import type { KubernetesClusterRegistry } from '../../../src/kubernetes/cluster-registry.ts';
import { createMemoryClusterIdentities } from '../../../src/kubernetes/memory-cluster-identities.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { expectMetricsApi } from '../../contract/usage-contract.ts';
import { startCountingProxy } from '../../support/counting-proxy.ts';
import type { CountingProxy } from '../../support/counting-proxy.ts';
import { startMeasuredControlPlane, usesOf } from '../../support/metrics-server.ts';
import type { MeasuredControlPlane } from '../../support/metrics-server.ts';
import { waitFor } from '../../support/wait-for.ts';
import { deployment, environmentNamespace, statefulSet } from '../../support/workloads.ts';

/** Of the gateway, in milliseconds: metrics-server itself measures each 10 s. */
const usageIntervalMs = 2_000;
const namespace = 'shop';
const [role = ''] = readFileSync(new URL('../../../docs/cluster-role.yaml', import.meta.url), 'utf8').split('\n---\n');
const resources = { requests: { cpu: '500m', memory: '200Mi' }, limits: { cpu: '1', memory: '400Mi' } };

const usageFields = `
  cpu memory pods podsCounted windowSeconds sampledAt headroom { cpu memory } requests { cpu memory } limits { cpu memory }
  utilization { cpuOfRequests memoryOfLimits } freshness { stale observedAt }
  coverage { complete gaps { cluster { name } reason message } }`;
const appQuery = `{ app(tenant: "acme", environment: "prod", name: "web") {
  usage { ${usageFields} }
  instances { cluster { name } usage { ${usageFields} } }
  pods { nodes { name cluster { name } usage { cpu memory podsCounted } containers { name usage { cpu memory } } } }
} }`;
const machinesQuery = `{ clusters { nodes { name usage { cpu memory machines machinesCounted allocatable { cpu memory } requests { cpu }
  coverage { complete } } nodes { nodes { name usage { cpu memory } } } } } }`;

interface Usage {
  readonly cpu: number | null;
  readonly memory: number | null;
  readonly pods: number;
  readonly podsCounted: number;
  readonly sampledAt: string | null;
  readonly freshness: { readonly stale: boolean; readonly observedAt: string | null };
  readonly coverage: { readonly complete: boolean; readonly gaps: readonly { readonly reason: string }[] };
}

interface PodRow {
  readonly name: string;
  readonly cluster: { readonly name: string };
  readonly usage: { readonly cpu: number | null; readonly memory: number | null };
}

interface AppAnswer {
  readonly app: {
    readonly usage: Usage;
    readonly instances: readonly { readonly cluster: { readonly name: string }; readonly usage: Usage }[];
    readonly pods: { readonly nodes: readonly PodRow[] };
  };
}

describe('usage from real metrics-servers', () => {
  const graph = new GraphUnderTest();
  const clusters: MeasuredControlPlane[] = [];
  const proxies: CountingProxy[] = [];
  let registry: KubernetesClusterRegistry;

  const ask = async () => (await graph.data(appQuery)) as AppAnswer;
  const ofCluster = ({ app }: AppAnswer, name: string): Usage => {
    const found = app.instances.find(({ cluster }) => cluster.name === name);
    if (found === undefined) throw new Error(`the app is not in ${name}`);
    return found.usage;
  };
  /** Asks until the app is as it is to be in a cluster. */
  const until = async (what: string, name: string, holds: (usage: Usage) => boolean) =>
    await waitFor(
      what,
      async () => {
        const answer = await ask();
        return holds(ofCluster(answer, name)) ? answer : null;
      },
      { timeout: 30_000, interval: 200 },
    );

  beforeAll(async () => {
    clusters.push(
      ...(await Promise.all([
        startMeasuredControlPlane({ name: 'eu-usage', version: '1.36', nodes: 2 }),
        startMeasuredControlPlane({ name: 'us-usage', version: '1.35', nodes: 2 }),
      ])),
    );
    const uses = [usesOf('250m', '100Mi'), usesOf('750m', '300Mi')];
    for (const [index, { controlPlane }] of clusters.entries()) {
      // Equal names everywhere: only the cluster tells these pods apart.
      const web = { namespace, name: 'web', podAnnotations: uses[index] ?? {}, resources };
      await controlPlane.apply(environmentNamespace(namespace, 'acme', 'prod'), statefulSet(web));
    }
    await clusters[0]?.startMetricsServer();
    registry = createClusterRegistry({
      identities: createMemoryClusterIdentities(),
      clock: systemClock,
      random: Math.random,
      log: silentLog,
      usageIntervalMs,
    });
    for (const { controlPlane } of clusters) {
      // With the rights that the documents ask for, and no others.
      const kubeconfigPath = await controlPlane.serviceAccountKubeconfig(role);
      const proxy = await startCountingProxy(controlPlane, { kubeconfigPath });
      proxies.push(proxy);
      await registry.add({
        name: controlPlane.name,
        labels: {},
        connection: { type: 'kubeconfig', path: proxy.kubeconfigPath },
        tenants: ['*'],
        adopt: { hide: ['kube-*'] },
        origin: 'a test',
      });
    }
    await waitFor('the first sync', () => registry.list().every(({ state }) => state.synced));
    for (const source of registry.list()) graph.registry.add(source);
  }, 240_000);

  afterAll(async () => {
    await registry?.close();
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await Promise.all(clusters.map((cluster) => cluster.stop()));
  });

  it('reads the metrics API that it was made for', async () => {
    const { url, certificateAuthority: ca, certificate: cert, key } = clusters[0]!.controlPlane;
    await expect(expectMetricsApi({ url, tls: { ca, cert, key } }, namespace)).resolves.toBeUndefined();
  });

  it('answers what kubectl top shows, and names the cluster that has no metrics API', async () => {
    const { controlPlane } = clusters[0]!;
    const raw = async () => {
      const { body } = await controlPlane.request('GET', `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`);
      return (body as { readonly items: readonly RawPod[] }).items;
    };
    // metrics-server may measure between the looks.
    const [answer, items, top] = await waitFor('looks at one and the same measurement', async () => {
      const before = await raw();
      const shown = await controlPlane.kubectl(['top', 'pods', '--namespace', namespace, '--no-headers']);
      const seen = await ask();
      const usage = ofCluster(seen, 'eu-usage');
      const isSame =
        usage.podsCounted === 2 &&
        Math.abs((usage.cpu ?? 0) - sumOf(before, cpuOf)) < 1e-9 &&
        isDeepStrictEqual(await raw(), before);
      return isSame ? ([seen, before, shown] as const) : null;
    });
    const eu = ofCluster(answer, 'eu-usage');
    expect(eu).toMatchObject({
      memory: sumOf(items, memoryOf),
      pods: 2,
      podsCounted: 2,
      requests: { cpu: 1, memory: 400 * 2 ** 20 },
      limits: { cpu: 2, memory: 800 * 2 ** 20 },
      headroom: { memory: 600 * 2 ** 20 },
      utilization: { memoryOfLimits: 0.25 },
      freshness: { stale: false },
      coverage: { complete: true, gaps: [] },
    });
    // Two pods of 250m, by counters that kwok and metrics-server read at times of their own.
    expect(eu.cpu).toBeGreaterThan(0.3);
    expect(eu.cpu).toBeLessThan(0.7);
    for (const { name, cluster, usage } of answer.app.pods.nodes) {
      const item = cluster.name === 'eu-usage' ? items.find(({ metadata }) => metadata.name === name) : undefined;
      const measured = item !== undefined && { cpu: cpuOf(item), memory: memoryOf(item), podsCounted: 1 };
      expect(usage).toEqual(measured || { cpu: null, memory: null, podsCounted: 0 });
    }

    // kubectl rounds cores up to thousandths.
    const rows = answer.app.pods.nodes
      .filter(({ cluster }) => cluster.name === 'eu-usage')
      .map(({ name, usage }) => [name, `${Math.ceil((usage.cpu ?? 0) * 1000 - 1e-6)}m`, '100Mi'])
      .sort();
    expect(
      top.stdout
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/)),
    ).toEqual(rows);

    // The other cluster is no zero, and no reason to wait.
    expect(answer.app.usage).toMatchObject({ cpu: eu.cpu, memory: eu.memory, pods: 4, podsCounted: 2 });
    expect(answer.app.usage.coverage).toMatchObject({
      complete: false,
      gaps: [
        {
          cluster: { name: 'us-usage' },
          reason: 'METRICS_UNAVAILABLE',
          message: 'it serves no pods.metrics.k8s.io: install metrics-server, or another metrics API',
        },
      ],
    });
    expect(ofCluster(answer, 'us-usage')).toMatchObject({ cpu: null, memory: null, pods: 2, podsCounted: 0 });
  });

  it('answers what kubectl top shows of machines', async () => {
    const { controlPlane } = clusters[0]!;
    await waitFor('a look at one and the same measurement', async () => {
      const { body } = await controlPlane.request('GET', '/apis/metrics.k8s.io/v1beta1/nodes');
      const items = (body as { readonly items: readonly RawNode[] }).items;
      const { clusters: found } = (await graph.data(machinesQuery)) as { clusters: { nodes: readonly ClusterRow[] } };
      const [eu, us] = found.nodes;
      expect(us?.usage).toMatchObject({ cpu: null, machines: 2, machinesCounted: 0, coverage: { complete: false } });
      expect(eu?.usage).toMatchObject({
        machines: 2,
        machinesCounted: items.length,
        allocatable: { cpu: 64, memory: 256 * 2 ** 30 },
        requests: { cpu: 1 },
        memory: items.reduce((sum, { usage }) => sum + quantity(usage.memory), 0),
      });
      return items.every(({ metadata, usage }) => {
        const node = eu?.nodes.nodes.find(({ name }) => name === metadata.name);
        return node?.usage.cpu === quantity(usage.cpu) && node.usage.memory === quantity(usage.memory);
      });
    });
  });

  it('calls no cluster for any number of questions, and each but once an interval', async () => {
    for (const proxy of proxies) proxy.forget();
    const startedAt = performance.now();
    for (let round = 0; round < 100; round += 1) await graph.data(round % 2 === 0 ? appQuery : machinesQuery);
    await waitFor('two more polls', () => proxies[0]!.count({ path: /pods$/ }) >= 2);
    const elapsedMs = performance.now() - startedAt;
    // Never nearer to each other than nine tenths of the interval, and one that may have been about to begin.
    const atMost = Math.floor(elapsedMs / (0.9 * usageIntervalMs)) + 1;
    for (const proxy of proxies) {
      const others = proxy.requests.filter(({ path, watch }) => !watch && path !== '/readyz' && !/metrics/.test(path));
      expect(others.map(({ path }) => path)).toEqual([]);
      for (const plural of ['pods', 'nodes'])
        expect(proxy.count({ path: `/apis/metrics.k8s.io/v1beta1/${plural}` })).toBeLessThanOrEqual(atMost);
    }
  });

  it('takes up a metrics API that comes, and keeps equal names of two clusters apart', async () => {
    await clusters[1]!.startMetricsServer();
    const answer = await until('both clusters measured', 'us-usage', ({ podsCounted }) => podsCounted === 2);
    expect(answer.app.usage.coverage).toEqual({ complete: true, gaps: [] });
    expect(answer.app.usage).toMatchObject({ pods: 4, podsCounted: 4, memory: 800 * 2 ** 20 });
    expect(answer.app.usage.cpu).toBeCloseTo(2, 1);
    const rows = answer.app.pods.nodes.map(({ name, cluster, usage }) => [cluster.name, name, usage.memory]);
    expect(rows.toSorted()).toEqual([
      ['eu-usage', 'web-0', 100 * 2 ** 20],
      ['eu-usage', 'web-1', 100 * 2 ** 20],
      ['us-usage', 'web-0', 300 * 2 ** 20],
      ['us-usage', 'web-1', 300 * 2 ** 20],
    ]);
  }, 180_000);

  it('shows what it knew, and since when, while metrics-server is away; and takes it up again', async () => {
    const before = ofCluster(await ask(), 'us-usage');
    await clusters[1]!.killMetricsServer();
    const lost = await until('staleness', 'us-usage', ({ freshness }) => freshness.stale);
    const usage = ofCluster(lost, 'us-usage');
    expect(usage).toMatchObject({ memory: 600 * 2 ** 20, podsCounted: 2, coverage: { gaps: [{ reason: 'STALE' }] } });
    expect(Date.parse(usage.freshness.observedAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(before.freshness.observedAt ?? ''),
    );
    expect(ofCluster(lost, 'eu-usage')).toMatchObject({ freshness: { stale: false }, coverage: { complete: true } });
    await clusters[1]!.startMetricsServer();
    const back = await until(
      'its return',
      'us-usage',
      ({ coverage, podsCounted }) => coverage.complete && podsCounted === 2,
    );
    expect(Date.parse(ofCluster(back, 'us-usage').freshness.observedAt ?? '')).toBeGreaterThan(
      Date.parse(usage.freshness.observedAt ?? ''),
    );
  }, 180_000);

  it('is on time for the others where a metrics API hangs', async () => {
    const release = proxies[1]!.inject({ path: /metrics\.k8s\.io.*pods$/ }, { kind: 'black-hole' });
    const hung = await waitFor(
      'the deadline of a poll',
      async () => {
        const answer = await ask();
        return ofCluster(answer, 'us-usage').coverage.complete ? null : answer;
      },
      { timeout: 40_000, interval: 200 },
    );
    release();
    expect(ofCluster(hung, 'us-usage').coverage).toMatchObject({
      gaps: [{ reason: 'STALE', message: 'no answer to list pods.metrics.k8s.io within 10 s' }],
    });
    expect(ofCluster(hung, 'eu-usage').freshness.stale).toBe(false);
    await until('its return', 'us-usage', ({ coverage }) => coverage.complete);
  }, 120_000);

  it('shows what a real autoscaler makes of these numbers', async () => {
    const { controlPlane } = clusters[0]!;
    const api = { namespace, name: 'api', podAnnotations: usesOf('250m', '100Mi'), resources };
    const target = { type: 'Utilization', averageUtilization: 20 };
    await controlPlane.apply(deployment(api), {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'api', namespace },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
        minReplicas: 2,
        maxReplicas: 3,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
      },
    });
    const query = `{ app(tenant: "acme", environment: "prod", name: "api") { autoscaler { min max current desired lastScaledAt
      object { kind name cluster { name } } metrics { type name current { utilization averageValue } target { utilization } }
      conditions { type status reason } } } }`;
    const path = `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/api`;
    // About half of what is asked for is used, so five would be wanted. How much to the percent is the autoscaler's to say.
    const [scaled, utilization] = await waitFor(
      'three replicas, and one measurement',
      async () => {
        const { body } = await controlPlane.request('GET', path);
        const { app } = (await graph.data(query)) as { app: { autoscaler: Scaled | null } | null };
        const measured = (body as RawAutoscaler).status.currentMetrics?.[0]?.resource.current.averageUtilization ?? 0;
        const shown = app?.autoscaler;
        const isSame = shown?.current === 3 && shown.metrics[0]?.current.utilization === measured / 100;
        return isSame ? ([shown, measured / 100] as const) : null;
      },
      { timeout: 150_000, interval: 500 },
    );
    expect(utilization).toBeGreaterThan(0.3);
    expect(utilization).toBeLessThan(0.7);
    expect(scaled).toMatchObject({
      min: 2,
      max: 3,
      desired: 3,
      lastScaledAt: expect.any(String),
      object: { kind: 'HorizontalPodAutoscaler', name: 'api', cluster: { name: 'eu-usage' } },
      metrics: [{ type: 'RESOURCE', name: 'cpu', current: { utilization }, target: { utilization: 0.2 } }],
      conditions: expect.arrayContaining([{ type: 'ScalingLimited', status: 'TRUE', reason: 'TooManyReplicas' }]),
    });
  }, 180_000);
});

interface Scaled {
  readonly current: number;
  readonly metrics: readonly { readonly current: { readonly utilization: number } }[];
}

interface RawAutoscaler {
  readonly status: {
    readonly currentMetrics?: readonly {
      readonly resource: { readonly current: { readonly averageUtilization: number } };
    }[];
  };
}

interface RawNode {
  readonly metadata: { readonly name: string };
  readonly usage: { readonly cpu: string; readonly memory: string };
}

interface RawPod {
  readonly metadata: { readonly name: string };
  readonly containers: readonly { readonly usage: RawNode['usage'] }[];
}

interface ClusterRow {
  readonly usage: object;
  readonly nodes: {
    readonly nodes: readonly {
      readonly name: string;
      readonly usage: { readonly cpu: number; readonly memory: number };
    }[];
  };
}

function sumOf(items: readonly RawPod[], of: (item: RawPod) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

function cpuOf({ containers }: RawPod): number {
  return containers.reduce((sum, { usage }) => sum + quantity(usage.cpu), 0);
}

function memoryOf({ containers }: RawPod): number {
  return containers.reduce((sum, { usage }) => sum + quantity(usage.memory), 0);
}

/** What metrics-server writes, read on its own. */
function quantity(text: string): number {
  const units: Readonly<Record<string, number>> = {
    n: 1e9,
    u: 1e6,
    m: 1e3,
    Ki: -1024,
    Mi: -(1024 ** 2),
    Gi: -(1024 ** 3),
  };
  const [, digits = '', unit = ''] = /^(\d+)([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = units[unit] ?? 1;
  return factor < 0 ? Number(digits) * -factor : Number(digits) / factor;
}
