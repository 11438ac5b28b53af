import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { AppDocument, createClient, ScaleAppDocument } from '../../../sdk/src/sdk.ts';
import { startDemoClusters } from '../../support/demo-clusters.ts';
import { startGatewayProcess } from '../../support/gateway-process.ts';
import { waitFor } from '../../support/wait-for.ts';

/** Whatever is read from a cluster, as Kubernetes calls it. */
const cachedKinds = [
  'Namespace',
  'Node',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ControllerRevision',
  'Pod',
  'Event',
  'HorizontalPodAutoscaler',
  'PodMetrics',
  'NodeMetrics',
];

it('/metrics tells what an operator alerts on: caches, operations, subscriptions, requests and the event loop', async () => {
  await using gateway = startGatewayProcess();
  const url = await gateway.url();
  const metrics = async (): Promise<string> => (await fetch(new URL('/metrics', url))).text();
  const client = createClient({ url, webSocketImpl: WebSocket });
  onTestFinished(() => client.close());
  const where = { tenant: 'acme', environment: 'staging', name: 'storefront' };
  const app = await waitFor('the fleet is read', async () => (await client.query(AppDocument, where)).app);
  const input = { app: app.id, replicas: 3 };
  expect((await client.mutate(ScaleAppDocument, { input })).scaleApp.problems).toEqual([]);
  const watching = client.watchRollout({ app: input.app });
  await watching.next();
  await waitFor('the operation has ended', async () =>
    /^tenantry_operations_ended_total\{kind="SCALE",state="SUCCEEDED",problem="NONE"\} 1$/m.test(await metrics()),
  );
  const eachAge = /^tenantry_cluster_cache_age_seconds\{cluster="([\w-]+)",kind="(\w+)"\} ([\d.]+)$/gm;
  await waitFor(
    'every kind is read',
    async () => [...(await metrics()).matchAll(eachAge)].length === 3 * cachedKinds.length,
  );
  const told = await metrics();
  expect(told).toMatch(/^tenantry_operation_duration_seconds_count\{kind="SCALE",state="SUCCEEDED"\} 1$/m);
  for (const state of ['PENDING', 'AWAITING_APPROVAL', 'RUNNING', 'CANCELLING']) {
    expect(told).toContain(`tenantry_operations{state="${state}"} 0\n`);
  }
  expect(told).toContain('tenantry_subscriptions{transport="websocket"} 1\n');
  expect(told).toMatch(/^tenantry_cluster_status\{cluster="[\w-]+",status="READY"\} 1$/m);
  const ages = [...told.matchAll(eachAge)];
  const clusters = [...new Set(ages.map(([, cluster]) => cluster))].toSorted();
  expect(clusters).toEqual(['demo-ap', 'demo-eu', 'demo-us']);
  for (const cluster of clusters) {
    const kinds = ages.flatMap(([, of, kind]) => (of === cluster ? (kind ?? []) : []));
    expect(kinds.toSorted()).toEqual(cachedKinds.toSorted());
  }
  for (const [, , , age] of ages) expect(Number(age)).toBeLessThan(60);
  expect(told).toMatch(/^tenantry_cluster_calls\{cluster="demo-eu",pool="calls"\} \d+$/m);
  for (const state of ['running', 'waiting']) expect(told).toContain(`tenantry_requests{state="${state}"} 0\n`);
  expect(told).toMatch(/^tenantry_graphql_operation_cost_points_count\{type="mutation"\} 1$/m);
  expect(told).toMatch(/^tenantry_cluster_cached_objects\{cluster="[\w-]+",kind="Deployment"\} [1-9]/m);
  expect(told).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);

  await watching.return(undefined);
  await waitFor('the subscription is no longer counted', async () =>
    (await metrics()).includes('tenantry_subscriptions{transport="websocket"} 0\n'),
  );
}, 120_000);

it('/metrics tells how a cluster that goes away ages, why its watches ended, and that they began again', async () => {
  const demo = await startDemoClusters();
  onTestFinished(() => demo.close());
  await using gateway = startGatewayProcess([], { TENANTRY_CLUSTERS: demo.folder });
  const url = await gateway.url();
  const told = async (pattern: RegExp): Promise<number> =>
    Number(pattern.exec(await (await fetch(new URL('/metrics', url))).text())?.[1] ?? Number.NaN);
  const lost = demo.clusters.find(({ name }) => name === 'demo-eu');
  const ready = /^tenantry_cluster_status\{cluster="demo-eu",status="READY"\} (1)$/m;
  const away = /^tenantry_cluster_status\{cluster="demo-eu",status="UNREACHABLE"\} (1)$/m;
  const age = /^tenantry_cluster_cache_age_seconds\{cluster="demo-eu",kind="Pod"\} ([\d.]+)$/m;
  const ended = /^tenantry_cluster_watches_ended_total\{cluster="demo-eu",kind="pods",why="\w+"\} (\d+)$/m;
  const failedProbes = /^tenantry_cluster_probe_duration_seconds_count\{cluster="demo-eu",ok="false"\} (\d+)$/m;
  await waitFor('it is read', async () => (await told(ready)) === 1);

  lost?.setReachable(false);
  await waitFor('it is seen to be away', async () => (await told(away)) === 1);
  await waitFor('its watches have ended', async () => (await told(ended)) >= 1);
  expect(await told(failedProbes)).toBeGreaterThan(0);
  await waitFor('it ages', async () => (await told(age)) >= 2);

  lost?.setReachable(true);
  await waitFor('it is back', async () => (await told(ready)) === 1);
  await waitFor('it is young again', async () => (await told(age)) < 2);
}, 120_000);
