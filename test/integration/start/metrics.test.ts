import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { AppDocument, createClient, ScaleAppDocument } from '../../../sdk/src/sdk.ts';
import { startGatewayProcess } from '../../support/gateway-process.ts';
import { waitFor } from '../../support/wait-for.ts';

it('/metrics tells what an operator alerts on: caches, operations, subscriptions, requests and the event loop', async () => {
  await using gateway = startGatewayProcess();
  const url = await gateway.url();
  const metrics = async (): Promise<string> => (await fetch(new URL('/metrics', url))).text();
  const client = createClient({ url, webSocketImpl: WebSocket });
  onTestFinished(() => client.close());
  const { app } = await client.query(AppDocument, { tenant: 'acme', environment: 'staging', name: 'storefront' });
  const input = { app: app?.id ?? '', replicas: 3 };
  expect((await client.mutate(ScaleAppDocument, { input })).scaleApp.problems).toEqual([]);
  const watching = client.watchRollout({ app: input.app });
  await watching.next();
  await waitFor('the operation has ended', async () =>
    /^tenantry_operations_ended_total\{kind="SCALE",state="SUCCEEDED",problem="NONE"\} 1$/m.test(await metrics()),
  );
  const told = await metrics();
  expect(told).toMatch(/^tenantry_operation_duration_seconds_count\{kind="SCALE",state="SUCCEEDED"\} 1$/m);
  for (const state of ['PENDING', 'AWAITING_APPROVAL', 'RUNNING', 'CANCELLING']) {
    expect(told).toContain(`tenantry_operations{state="${state}"} 0\n`);
  }
  expect(told).toContain('tenantry_subscriptions{transport="websocket"} 1\n');
  expect(told).toMatch(/^tenantry_cluster_status\{cluster="[\w-]+",status="READY"\} 1$/m);
  const ages = [...told.matchAll(/^tenantry_cluster_cache_age_seconds\{cluster="[\w-]+",kind="Pod"\} ([\d.]+)$/gm)];
  expect(ages.length).toBeGreaterThan(0);
  for (const [, age] of ages) expect(Number(age)).toBeLessThan(60);
  expect(told).toMatch(/^tenantry_cluster_cached_objects\{cluster="[\w-]+",kind="Deployment"\} [1-9]/m);
  expect(told).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);

  await watching.return(undefined);
  await waitFor('the subscription is no longer counted', async () =>
    (await metrics()).includes('tenantry_subscriptions{transport="websocket"} 0\n'),
  );
});
