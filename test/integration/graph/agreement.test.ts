import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationOf } from '../../../sdk/src/sdk.ts';
import { startCountingProxy } from '../../support/counting-proxy.ts';
import type { CountingProxy } from '../../support/counting-proxy.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { images, uniqueName } from '../../support/workloads.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { graphView, workloadKey } from './graph-view.ts';
import type { TenantView } from './graph-view.ts';
import { kubectlView, rolloutStatus } from './kubectl-view.ts';
import { deleteWorkloads, environments, manyWorkloads, namespaceOf } from './many-workloads.ts';
import type { WorkloadName } from './many-workloads.ts';

const clusters = [sharedCluster('eu-1'), sharedCluster('us-1')] as const;
const tenant = uniqueName('agree');
const namespaces = environments.map((environment) => namespaceOf(tenant, environment));
const minutes = 60_000;

/** What is rolled out while the graph is compared: two of each kind. */
const rolled: readonly WorkloadName[] = [
  { namespace: namespaceOf(tenant, 'prod'), kind: 'Deployment', name: 'web-1' },
  { namespace: namespaceOf(tenant, 'dev'), kind: 'Deployment', name: 'web-2' },
  { namespace: namespaceOf(tenant, 'prod'), kind: 'StatefulSet', name: 'db-1' },
  { namespace: namespaceOf(tenant, 'qa'), kind: 'StatefulSet', name: 'db-1' },
  { namespace: namespaceOf(tenant, 'prod'), kind: 'DaemonSet', name: 'agent-1' },
  { namespace: namespaceOf(tenant, 'staging'), kind: 'DaemonSet', name: 'agent-1' },
];

let proxies: readonly CountingProxy[];
let running: GatewayUnderTest;

beforeAll(async () => {
  await Promise.all(clusters.map((cluster) => cluster.apply(...manyWorkloads(tenant))));
  proxies = await Promise.all(clusters.map((cluster) => startCountingProxy(cluster)));
  running = await startGatewayUnderTest({
    clusters: clusters.map(({ name }, index) => ({ name, kubeconfig: proxies[index]?.kubeconfigPath ?? '' })),
  });
}, 3 * minutes);

afterAll(async () => {
  await running?.close();
  await Promise.all((proxies ?? []).map((proxy) => proxy.stop()));
  await Promise.all(clusters.map((cluster) => deleteWorkloads(cluster, tenant)));
});

/**
 * Waits for a moment at which kubectl says the same before and after the graph was asked, and the graph says that, too.
 * What never agrees is shown as a difference.
 */
async function agreement(timeout: number): Promise<TenantView> {
  let last: { readonly graph: TenantView; readonly truth: TenantView['clusters'] } | undefined;
  const deadline = performance.now() + timeout;
  while (performance.now() < deadline) {
    const before = await truth();
    const graph = await graphView(running.client, tenant);
    const after = await truth();
    if (!isDeepStrictEqual(before, after)) continue;
    last = { graph, truth: after };
    if (isDeepStrictEqual(graph.clusters, after)) break;
  }
  expect(last?.graph.clusters).toEqual(last?.truth);
  if (last === undefined) throw new Error(`kubectl did not say the same twice within ${timeout / 1000} s`);
  return last.graph;
}

async function truth(): Promise<TenantView['clusters']> {
  const views = await Promise.all(clusters.map((cluster) => kubectlView(cluster, namespaces)));
  return Object.fromEntries(clusters.map(({ name }, index) => [name, views[index] ?? {}]));
}

/** Which of the workloads, in which clusters, `kubectl rollout status` and the graph conclude differently about. */
async function phaseDifferences(workloads: readonly WorkloadName[], phases: TenantView['phases']): Promise<string[]> {
  const differences: string[] = [];
  for (const cluster of clusters) {
    for (const workload of workloads) {
      const key = workloadKey(workload);
      const phase = phases[cluster.name]?.[key] ?? 'none';
      const status = await rolloutStatus(cluster, workload);
      const fits = status === { SUCCEEDED: 'done', FAILED: 'failed' }[phase] || (status === 'waiting' && isOpen(phase));
      if (!fits) differences.push(`${cluster.name}/${key}: kubectl says ${status}, the graph ${phase}`);
    }
  }
  return differences;
}

function isOpen(phase: string): boolean {
  return phase === 'PROGRESSING' || phase === 'PENDING' || phase === 'PAUSED';
}

/** The last event of a rollout's stream, and what `kubectl rollout status` says in both clusters when it comes. */
async function conclusionOf(ids: TenantView['ids'], workload: WorkloadName): Promise<readonly (string | undefined)[]> {
  let last: string | undefined;
  for await (const { rollout } of running.client.watchRollout({
    app: ids[workloadKey(workload)] ?? '',
    untilDone: true,
  })) {
    last = rollout.phase;
  }
  return [last, ...(await Promise.all(clusters.map((cluster) => rolloutStatus(cluster, workload))))];
}

/** Deploys the image to all of `rolled`, and answers the ids of the operations. */
async function deployToAll(ids: TenantView['ids'], image: string): Promise<readonly string[]> {
  const results = await Promise.all(
    rolled.map((workload) => running.client.deployApp({ app: ids[workloadKey(workload)] ?? '', image })),
  );
  return results.map((result) => operationOf(result).id);
}

describe('the graph and kubectl', () => {
  it(
    'agree before, during and after a rollout, object by object, on two control planes',
    async () => {
      const before = await agreement(2 * minutes);
      for (const { name } of clusters) {
        const workloads = Object.values(before.clusters[name] ?? {});
        expect(workloads).toHaveLength(30);
        expect(workloads.flatMap(({ pods }) => pods)).toHaveLength(150);
      }
      const all = Object.keys(before.ids).map((key) => {
        const [namespace = '', kind = '', name = ''] = key.split('/');
        return { namespace, kind: kind as WorkloadName['kind'], name };
      });
      expect(await phaseDifferences(all, before.phases)).toEqual([]);

      const operations = await deployToAll(before.ids, images.slow);
      const conclusions = Promise.all(rolled.map((workload) => conclusionOf(before.ids, workload)));
      const during = await agreement(minutes);
      const open = rolled.map((workload) => during.phases['eu-1']?.[workloadKey(workload)] ?? 'none');
      expect(open.filter(isOpen).length).toBeGreaterThan(0);
      // A conclusion is about a moment, too: pods become ready meanwhile, and then it is the next one that counts.
      await waitFor(
        'kubectl rollout status and the graph conclude the same',
        async () => {
          const { phases } = await agreement(minutes);
          expect(await phaseDifferences(rolled, phases)).toEqual([]);
          return true;
        },
        { timeout: minutes },
      );

      const ended = await Promise.all(
        operations.map((id) => running.client.waitForOperation(id, { timeoutMs: 4 * minutes })),
      );
      expect(ended.map(({ state }) => state)).toEqual(ended.map(() => 'SUCCEEDED'));
      expect(await conclusions).toEqual(rolled.map(() => ['SUCCEEDED', 'done', 'done']));
      const after = await agreement(minutes);
      expect(await phaseDifferences(all, after.phases)).toEqual([]);
      const rolledImages = rolled.map((workload) => after.clusters['us-1']?.[workloadKey(workload)]?.image);
      expect(rolledImages).toEqual(rolled.map(() => images.slow));
    },
    10 * minutes,
  );

  it('answers from its caches: no query makes an upstream call', async () => {
    await agreement(minutes);
    // What the caches are fed by passes here, so that whatever else the gateway sends would be seen.
    for (const proxy of proxies) expect(proxy.count({ watch: true, path: '/pods' })).toBeGreaterThan(0);
    for (const proxy of proxies) proxy.forget();
    for (let count = 0; count < 20; count += 1) await graphView(running.client, tenant);
    // The probe that tells a frozen API server from a quiet one goes on meanwhile, as do renewed watches, and the question whether
    // there is a metrics API by now.
    const calls = proxies.flatMap((proxy) =>
      proxy.requests.filter(
        ({ watch, path }) => !watch && !/^\/(livez|readyz|healthz|version|apis\/metrics\.k8s\.io\/v1beta1$)/.test(path),
      ),
    );
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });
});
