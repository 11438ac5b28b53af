import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AppDocument,
  AppPodsDocument,
  AppRevisionsDocument,
  AppsDocument,
  ClustersDocument,
  CoverageDocument,
  EnvironmentsDocument,
  TenantsDocument,
} from '../../sdk/src/sdk.ts';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { startCountingProxy } from '../support/counting-proxy.ts';
import type { CountingProxy } from '../support/counting-proxy.ts';
import { startGatewayUnderTest } from '../support/gateway.ts';
import type { GatewayUnderTest } from '../support/gateway.ts';
import { waitFor } from '../support/wait-for.ts';
import { deployment, environmentNamespace, namespace as namespaceObject } from '../support/workloads.ts';

const namespace = 'acme-prod';
const minute = 60_000;
const autoscalers = '/apis/autoscaling/v2/horizontalpodautoscalers';

describe('a cluster in which nothing happens', () => {
  let own: ControlPlane;
  let proxy: CountingProxy;
  let running: GatewayUnderTest;

  const app = { tenant: 'acme', environment: 'prod', name: 'api' } as const;
  /** What goes on whatever is asked; the cluster has no metrics API, and is asked now and then whether it has one by now. */
  const isProbe = (path: string) => /^\/(readyz|version|apis\/metrics\.k8s\.io\/v1beta1)$/.test(path);

  beforeAll(async () => {
    own = await startControlPlane({ name: 'eu-1', version: '1.36', nodes: 1 });
    await own.apply(environmentNamespace(namespace, 'acme', 'prod'), deployment({ namespace, name: 'api' }));
    proxy = await startCountingProxy(own);
    running = await startGatewayUnderTest({ clusters: [{ name: 'eu-1', kubeconfig: proxy.kubeconfigPath }] });
    const healthy = async () => (await running.client.query(AppDocument, app)).app?.health.status === 'HEALTHY';
    await waitFor('the app is healthy', healthy);
  }, 2 * minute);
  afterAll(async () => {
    await running?.close();
    await proxy?.stop();
    await own?.stop();
  });

  it('200 queries over everything that is cached: no request beyond probes and watches', async ({ annotate }) => {
    const { client } = running;
    proxy.forget();
    for (let round = 0; round < 25; round += 1) {
      const answers = await Promise.all([
        client.query(CoverageDocument),
        client.query(ClustersDocument),
        client.query(TenantsDocument),
        client.query(EnvironmentsDocument),
        client.query(AppsDocument),
        client.query(AppDocument, app),
        client.query(AppPodsDocument, app),
        client.query(AppRevisionsDocument, app),
      ]);
      expect(answers[6].app?.pods.totalCount).toBe(2);
      expect(answers[7].app?.revisions.totalCount).toBe(1);
    }
    const upstream = proxy.requests.filter(({ path, watch }) => !watch && !isProbe(path));
    await annotate(`${proxy.count()} requests, of which ${proxy.count({ watch: true })} watches`);
    expect(upstream.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    // Watches last for minutes, whatever is asked.
    expect(proxy.count({ watch: true })).toBeLessThanOrEqual(10);
  });

  it(
    'fault: etcd compaction on a quiet kind: bookmarks make a relist needless',
    async ({ annotate }) => {
      const [begun] = proxy.requests.filter(({ path, watch }) => watch && path === autoscalers);
      const bookmarks = await watchBookmarks(own);
      // Everything moves on but this kind.
      await own.apply(...Array.from({ length: 20 }, (_, index) => namespaceObject(`busy-${index}`)));
      const { stdout } = await own.kubectl([
        'get',
        'namespace',
        'busy-19',
        '-o',
        'jsonpath={.metadata.resourceVersion}',
      ]);
      const moved = Number(stdout);
      const bookmark = await bookmarks.beyond(moved);
      await own.compactEtcd();

      proxy.forget();
      const next = proxy.next({ path: autoscalers, watch: true });
      proxy.cutConnections();
      const { query } = await next;
      await annotate(
        `watched again from ${query['resourceVersion']}; a bookmark said ${bookmark}, the others were at ${moved}`,
      );
      expect(Number(query['resourceVersion'])).toBeGreaterThanOrEqual(moved);
      expect(begun?.query['resourceVersion'] ?? '').not.toBe(query['resourceVersion']);
      await waitFor(
        'everything is covered',
        async () => (await running.client.query(CoverageDocument)).coverage.complete,
      );
      await own.kubectl(['autoscale', 'deployment/api', '-n', namespace, '--min=1', '--max=5', '--cpu=50%']);
      await waitFor(
        'the autoscaler',
        async () => (await running.client.query(AppDocument, app)).app?.autoscaler?.max === 5,
      );
      const lists = proxy.requests.filter(
        ({ path, query }) => path === autoscalers && query['resourceVersion'] === undefined,
      );
      expect(lists).toEqual([]);
    },
    6 * minute,
  );
});

/** Watches the quiet kind, and tells of its bookmarks. */
async function watchBookmarks({ url, certificateAuthority: ca, certificate: cert, key }: ControlPlane) {
  const from = new URL(`${autoscalers}?watch=1&allowWatchBookmarks=true&timeoutSeconds=300`, url);
  const outgoing = request(from, { ca, cert, key });
  outgoing.end();
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject);
  });
  const lines = createInterface({ input: stream });
  // Leaving the stream in the middle is an error to Node, and it is told to whoever reads the lines.
  lines.on('error', () => undefined);
  return {
    /**
     * Resolves with the resource version of the second bookmark that is not before this one: each watch gets one a minute, so
     * by then every other watch has had one, too.
     */
    async beyond(resourceVersion: number): Promise<number> {
      let passed = 0;
      try {
        for await (const line of lines) {
          const event = JSON.parse(line) as { type: string; object: { metadata: { resourceVersion: string } } };
          const at = Number(event.object.metadata.resourceVersion);
          if (event.type === 'BOOKMARK' && at >= resourceVersion) passed += 1;
          if (passed === 2) return at;
        }
      } finally {
        outgoing.destroy();
      }
      throw new Error('the API server ended the watch without a bookmark');
    },
  };
}
