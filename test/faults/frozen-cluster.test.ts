import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppDocument, CoverageDocument, createClient, operationOf } from '../../sdk/src/sdk.ts';
import type { RolloutEvent, TenantryClient } from '../../sdk/src/sdk.ts';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { startCountingProxy } from '../support/counting-proxy.ts';
import type { CountingProxy } from '../support/counting-proxy.ts';
import type { ClusterFile } from '../support/gateway.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { deployment, environmentNamespace, images } from '../support/workloads.ts';
import { writeGatewayFiles } from './gateway-files.ts';
import { slowdown } from './latency.ts';
import { record } from './recording.ts';
import type { Recording } from './recording.ts';

const namespace = 'acme-prod';
const place = { tenant: 'acme', environment: 'prod' } as const;
const minute = 60_000;
const patient = { timeout: minute };

describe('one of two API servers frozen, then killed, while queries and a rollout stream run', () => {
  let eu: ControlPlane;
  let us: ControlPlane;
  let proxy: CountingProxy;
  const ending = new AsyncDisposableStack();
  let client: TenantryClient;
  /** Of another gateway, that has only the cluster that stays well: what the machine itself does shows there. */
  let control: TenantryClient;
  let stream: Recording<RolloutEvent>;
  let operation: string;
  let frozenAt: number;

  /** A gateway in a process of its own: what stops its event loop must not stop the test's, which measures. */
  const connect = async (clusters: readonly ClusterFile[]): Promise<TenantryClient> => {
    const files = writeGatewayFiles(clusters);
    ending.defer(() => files.remove());
    const gateway = ending.use(startGatewayProcess([], { ...files.env, LOG_LEVEL: 'warn' }));
    const connected = createClient({ url: await gateway.url() });
    ending.defer(() => connected.close());
    return connected;
  };
  const ask = (name: string) => client.query(AppDocument, { ...place, name });
  const find = async (name: string) => {
    const { app } = await ask(name);
    if (app === null) throw new Error(`there is no app ${name}`);
    return app;
  };
  const coverage = async () => (await client.query(CoverageDocument)).coverage;
  /** How many times as long queries about the cluster that stays well take as where there is no other one. */
  const slowdownNow = () => {
    const about = { ...place, name: 'eu-only' };
    return slowdown(
      () => client.query(AppDocument, about),
      () => control.query(AppDocument, about),
      1.5,
    );
  };

  beforeAll(async () => {
    [eu, us] = await Promise.all([
      startControlPlane({ name: 'eu-1', version: '1.35', nodes: 2 }),
      startControlPlane({ name: 'us-1', version: '1.36', nodes: 2 }),
    ]);
    // Long enough to be in the middle of it for as long as it takes to freeze an API server.
    const slow = { podAnnotations: { 'tenantry.test/delay': '10s' }, replicas: 4 };
    await Promise.all([
      eu.apply(
        environmentNamespace(namespace, 'acme', 'prod'),
        deployment({ namespace, name: 'api', ...slow }),
        deployment({ namespace, name: 'eu-only' }),
      ),
      us.apply(
        environmentNamespace(namespace, 'acme', 'prod'),
        deployment({ namespace, name: 'api', ...slow }),
        deployment({ namespace, name: 'us-only' }),
        deployment({ namespace, name: 'recreated' }),
        deployment({ namespace, name: 'deleted' }),
      ),
    ]);
    proxy = await startCountingProxy(us);
    const well = { name: 'eu-1', kubeconfig: eu.kubeconfigPath };
    [client, control] = await Promise.all([
      connect([well, { name: 'us-1', kubeconfig: proxy.kubeconfigPath }]),
      connect([well]),
    ]);
    for (const name of ['api', 'eu-only', 'us-only', 'recreated', 'deleted']) {
      await waitFor(`${name} is healthy`, async () => (await find(name)).health.status === 'HEALTHY', patient);
    }
  }, 4 * minute);
  afterAll(async () => {
    await ending.disposeAsync();
    await proxy?.stop();
    await Promise.all([eu?.stop(), us?.stop()]);
  });

  it(
    'names the gap within 15 s of the freeze, shows what is there as stale and UNKNOWN, and the stream says so',
    async ({ annotate }) => {
      // Before the fault, too: then both are alike, and warm.
      expect((await slowdownNow()).times).toBeLessThan(1.5);
      const { id } = await find('api');
      operation = operationOf(await client.deployApp({ app: id, image: images.slow })).id;
      stream = record(client.watchRollout({ app: id, untilDone: true }));
      await stream.first('new pods in both clusters', ({ rollout }) =>
        rollout.instances.every(({ phase, replicas }) => phase === 'PROGRESSING' && replicas.updated > 0),
      );

      us.freeze();
      frozenAt = Date.now();
      const gap = await waitFor('the gap', async () => (await coverage()).gaps[0], { timeout: minute });
      expect(gap.cluster.name).toBe('us-1');
      expect(['UNREACHABLE', 'STALE']).toContain(gap.reason);
      expect(gap.message).not.toBe('');
      const afterMs = Date.parse(gap.since) - frozenAt;
      await annotate(`the gap was named ${afterMs} ms after the freeze`);
      expect(afterMs).toBeLessThan(15_000);

      const stale = await find('us-only');
      expect(stale).toMatchObject({
        image: images.good,
        health: { status: 'UNKNOWN' },
        freshness: { stale: true },
      });
      expect(await find('eu-only')).toMatchObject({ health: { status: 'HEALTHY' }, freshness: { stale: false } });
      const told = await stream.first('word of the outage', ({ rollout }) => rollout.freshness.stale);
      expect(Date.parse(told.observedAt) - frozenAt).toBeLessThan(16_000);
      expect(told.rollout.phase).toBe('PROGRESSING');
    },
    3 * minute,
  );

  it(
    'keeps the p95 of queries on the other cluster within 1.5 times of what it is without the fault',
    async ({ annotate }) => {
      const frozen = await slowdownNow();
      await us.kill();
      const killed = await slowdownNow();
      await annotate(JSON.stringify({ frozen, killed }));
      expect(frozen.times).toBeLessThan(1.5);
      expect(killed.times).toBeLessThan(1.5);
      expect((await coverage()).gaps).toMatchObject([{ cluster: { name: 'us-1' }, reason: 'UNREACHABLE' }]);
    },
    2 * minute,
  );

  it(
    'is right again after the return without a restart, with what was deleted and recreated meanwhile',
    async ({ annotate }) => {
      const old = await find('recreated');
      const changes = record(client.watchRollout({ app: old.id }));
      // The API server comes back before the gateway can see it, so that what happens then happens unseen.
      const goOn = proxy.stall();
      await us.startApiServer();
      await us.kubectl(['delete', 'deployment', 'recreated', 'deleted', '-n', namespace, '--wait']);
      await us.apply(deployment({ namespace, name: 'recreated', image: images.better, replicas: 3 }));
      await us.kubectl(['rollout', 'status', 'deployment/recreated', '-n', namespace, '--timeout=60s']);
      expect(await find('recreated')).toMatchObject({ image: images.good, health: { status: 'UNKNOWN' } });
      expect(await find('deleted')).toMatchObject({ freshness: { stale: true } });
      goOn();
      const releasedAt = Date.now();

      await waitFor('everything is covered', async () => (await coverage()).complete, patient);
      await annotate(`covered ${Date.now() - releasedAt} ms after the return`);
      await waitFor('the new one', async () => (await find('recreated')).image === images.better, patient);
      expect(await find('recreated')).toMatchObject({
        id: old.id,
        replicas: { desired: 3, ready: 3 },
        health: { status: 'HEALTHY' },
        freshness: { stale: false },
      });
      expect((await ask('deleted')).app).toBeNull();
      expect(await find('us-only')).toMatchObject({ health: { status: 'HEALTHY' }, freshness: { stale: false } });
      await changes.first('the new one, in its stream', ({ rollout }) => rollout.image === images.better);
    },
    3 * minute,
  );

  it(
    'ends the rollout, its stream and its operation as if nothing had been',
    async () => {
      const events = await stream.end;
      const phases = events.map(({ rollout }) => rollout.phase);
      // Never backwards, and the end once.
      expect(phases.filter((phase) => phase === 'SUCCEEDED')).toHaveLength(1);
      expect(phases.at(-1)).toBe('SUCCEEDED');
      const ranks = phases.map((phase) => ['PENDING', 'PROGRESSING', 'SUCCEEDED'].indexOf(phase));
      const begun = ranks.slice(ranks.indexOf(1));
      expect(begun).toEqual([...begun].sort());
      expect(events.filter(({ gap }) => gap)).toEqual([]);
      expect(new Set(events.map(({ cursor }) => cursor)).size).toBe(events.length);
      expect(events.at(-1)?.rollout.freshness.stale).toBe(false);

      expect(await client.waitForOperation(operation, { timeoutMs: minute })).toMatchObject({
        state: 'SUCCEEDED',
        steps: [{ state: 'SUCCEEDED' }, { state: 'SUCCEEDED' }],
      });
      for (const cluster of [eu, us]) {
        const { stdout } = await cluster.kubectl(['rollout', 'history', 'deployment/api', '-n', namespace]);
        expect(stdout.match(/^\d+/gm)).toEqual(['1', '2']);
      }
    },
    3 * minute,
  );
});
