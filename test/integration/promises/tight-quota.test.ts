import { afterAll, beforeAll, expect, it } from 'vitest';
import { operationOf, typedDocument } from '../../../sdk/src/sdk.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { deployment, environmentNamespace, images, resourceQuota, uniqueName } from '../../support/workloads.ts';

const cluster = sharedCluster('eu-1');
const tenant = uniqueName('tight');
const namespace = `${tenant}-prod`;

let running: GatewayUnderTest;

beforeAll(async () => {
  await cluster.apply(
    environmentNamespace(namespace, tenant, 'prod'),
    resourceQuota(namespace, { pods: '2' }),
    deployment({
      namespace,
      name: 'api',
      replicas: 2,
      // Longer than a refusal by quota has to last to count, where nothing is being freed.
      podAnnotations: { 'tenantry.test/termination-delay': '12s' },
      spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 2 } } },
      podSpec: { terminationGracePeriodSeconds: 30 },
    }),
  );
  running = await startGatewayUnderTest({
    clusters: [{ name: 'eu', kubeconfig: cluster.kubeconfigPath }],
    settleMs: 60_000,
  });
}, 120_000);

afterAll(async () => {
  await running?.close();
  await cluster.kubectl(['delete', 'namespace', '--wait=false', namespace]);
});

it('a deploy waits for old pods that end slowly, though a quota refuses the new ones until then', async () => {
  const { client } = running;
  const document = typedDocument<{ app: { id: string; health: { status: string } } | null }, Record<string, never>>(
    `{ app(tenant: "${tenant}", environment: "prod", name: "api") { id health { status } } }`,
  );
  const id = await waitFor('the app is healthy', async () => {
    const { app } = await client.query(document);
    return app?.health.status === 'HEALTHY' && app.id;
  });
  const { id: operation } = operationOf(await client.deployApp({ app: id, image: images.better }));
  const messages: string[] = [];
  const ended = await client.waitForOperation(operation, {
    timeoutMs: 150_000,
    onState: ({ steps }) => void messages.push(steps[0]?.message ?? ''),
  });
  expect([ended.state, ended.problem]).toEqual(['SUCCEEDED', null]);
  // The quota did refuse, and whoever watched was told.
  expect(messages.join('\n')).toContain('quota');
}, 180_000);
