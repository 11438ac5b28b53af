import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  AppDocument,
  CoverageDocument,
  OperationDocument,
  OperationsDocument,
  operationOf,
} from '../../sdk/src/sdk.ts';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { startGatewayUnderTest } from '../support/gateway.ts';
import type { GatewayUnderTest } from '../support/gateway.ts';
import { waitFor } from '../support/wait-for.ts';
import { deployment, environmentNamespace, images } from '../support/workloads.ts';
import { record } from './recording.ts';
import { spoiledRecords } from './spoiled-records.ts';
import type { SpoiledRecords } from './spoiled-records.ts';

const namespace = 'acme-prod';
const minute = 60_000;

describe.each(spoiledRecords)('records in %s while the gateway runs', (_what, open) => {
  let own: ControlPlane;
  let records: SpoiledRecords;
  let running: GatewayUnderTest;
  let app: string;

  const find = async () =>
    (await running.client.query(AppDocument, { tenant: 'acme', environment: 'prod', name: 'api' })).app;
  const operations = async () => (await running.client.query(OperationsDocument, {})).operations.nodes;
  const generation = async () => {
    const get = ['get', 'deployment', 'api', '-n', namespace, '-o', 'jsonpath={.metadata.generation}'];
    return Number((await own.kubectl(get)).stdout);
  };

  beforeAll(async () => {
    own = await startControlPlane({ name: 'eu-1', version: '1.36', nodes: 1 });
    const podAnnotations = { 'tenantry.test/delay': '3s' };
    await own.apply(
      environmentNamespace(namespace, 'acme', 'prod'),
      deployment({ namespace, name: 'api', podAnnotations }),
    );
    records = await open();
    running = await startGatewayUnderTest({
      clusters: [{ name: 'eu-1', kubeconfig: own.kubeconfigPath }],
      env: { DATABASE_URL: records.url },
    });
  }, 2 * minute);
  afterAll(async () => {
    await running?.close();
    await records?.remove();
    await own?.stop();
  });
  beforeEach(async () => {
    const healthy = await waitFor('the app is healthy', async () => {
      const present = await find();
      return present?.health.status === 'HEALTHY' ? present : undefined;
    });
    app = healthy.id;
    // A server that was silent is asked whether it answers again.
    await waitFor('the records answer', operations);
  });

  it(
    'refuse mutations, half-write nothing, and leave reads and streams alone',
    async () => {
      const before = { operations: (await operations()).length, generation: await generation() };
      const undo = await records.spoil();
      const asked = running.client.scaleApp({ app, replicas: 1, idempotencyKey: 'while-away' });
      const events = record(running.client.watchRollout({ app }));
      expect((await events.first('the present state', () => true)).rollout.phase).toBe('SUCCEEDED');
      expect((await find())?.health.status).toBe('HEALTHY');
      expect((await running.client.query(CoverageDocument)).coverage.complete).toBe(true);
      expect(await asked).toMatchObject({ kind: 'PROBLEMS', problems: [{ code: 'UNAVAILABLE', retryable: true }] });
      // Not even a plan is answered: nobody would know later that it was asked for.
      expect(await running.client.scaleApp({ app, replicas: 1, dryRun: true })).toMatchObject({
        kind: 'PROBLEMS',
        problems: [{ code: 'UNAVAILABLE', retryable: true }],
      });
      await undo();
      const after = await waitFor('the records answer', operations);
      expect({ operations: after.length, generation: await generation() }).toEqual(before);

      const again = operationOf(await running.client.scaleApp({ app, replicas: 1, idempotencyKey: 'while-away' }));
      expect(await running.client.waitForOperation(again.id, { timeoutMs: minute })).toMatchObject({
        state: 'SUCCEEDED',
      });
      expect(await generation()).toBe(before.generation + 1);
    },
    2 * minute,
  );

  it(
    'do not keep away a cluster that comes back meanwhile',
    async () => {
      const covered = async () => (await running.client.query(CoverageDocument)).coverage.complete;
      const undo = await records.spoil();
      await own.kill();
      await waitFor('the gap', async () => !(await covered()));
      await own.startApiServer();
      await waitFor('it is back', covered);
      expect(await find()).toMatchObject({ health: { status: 'HEALTHY' }, freshness: { stale: false } });
      await undo();
    },
    2 * minute,
  );

  it(
    'do not lose an operation that is under way: its end is recorded when they are back',
    async () => {
      const { id } = operationOf(await running.client.deployApp({ app, image: images.slow }));
      await waitFor('it is written', async () => (await find())?.image === images.slow);
      const undo = await records.spoil();
      await own.kubectl(['rollout', 'status', 'deployment/api', '-n', namespace, '--timeout=60s']);
      await waitFor('the graph shows it', async () => (await find())?.replicas.ready === 1);
      const { operation } = await running.client.query(OperationDocument, { id });
      expect(operation?.state).toBe('RUNNING');
      await undo();
      await waitFor('the records answer', operations);
      expect(await running.client.waitForOperation(id, { timeoutMs: minute })).toMatchObject({ state: 'SUCCEEDED' });
    },
    2 * minute,
  );
});
