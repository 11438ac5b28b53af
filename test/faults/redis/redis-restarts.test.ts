import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppsDocument, createClient, operationOf } from '../../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../../sdk/src/sdk.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import type { ControlPlane } from '../../support/control-plane.ts';
import { startGatewayProcess } from '../../support/gateway-process.ts';
import type { GatewayProcess } from '../../support/gateway-process.ts';
import { startPostgres } from '../../support/postgres.ts';
import type { PostgresServer } from '../../support/postgres.ts';
import { startRedis } from '../../support/redis.ts';
import type { RedisServer } from '../../support/redis.ts';
import { waitFor } from '../../support/wait-for.ts';
import { deployment, environmentNamespace } from '../../support/workloads.ts';
import { writeGatewayFiles } from '../gateway-files.ts';
import type { GatewayFiles } from '../gateway-files.ts';

const namespace = 'acme-prod';
const minute = 60_000;
const appsAtWork = 12;

describe('two gateways on PostgreSQL and Redis, while Redis restarts', () => {
  let own: ControlPlane;
  let postgres: PostgresServer;
  let redis: RedisServer;
  let files: GatewayFiles;
  let gateways: readonly GatewayProcess[];
  let urls: readonly string[];
  let clients: readonly TenantryClient[];

  beforeAll(async () => {
    [own, postgres, redis] = await Promise.all([
      startControlPlane({ name: 'eu-1', version: '1.36', nodes: 2 }),
      startPostgres(),
      startRedis(),
    ]);
    const names = Array.from({ length: appsAtWork }, (_, index) => `api-${index}`);
    await own.apply(
      environmentNamespace(namespace, 'acme', 'prod'),
      ...names.map((name) => deployment({ namespace, name, replicas: 1 })),
    );
    files = writeGatewayFiles([{ name: 'eu-1', kubeconfig: own.kubeconfigPath }]);
    const env = { ...files.env, DATABASE_URL: await postgres.createDatabase(), REDIS_URL: redis.url };
    gateways = [startGatewayProcess([], env), startGatewayProcess([], env)];
    urls = await Promise.all(gateways.map((gateway) => gateway.url()));
    clients = urls.map((url) => createClient({ url }));
    await Promise.all(gateways.map((gateway) => gateway.logged(/connected to Redis/)));
  }, 3 * minute);
  afterAll(async () => {
    for (const client of clients ?? []) await client.close();
    for (const gateway of gateways ?? []) await gateway[Symbol.asyncDispose]();
    files?.remove();
    await redis?.stop();
    await postgres?.stop();
    await own?.stop();
  });

  const generations = async () => {
    const { stdout } = await own.kubectl(['get', 'deployments', '-n', namespace, '-o', 'json']);
    const { items } = JSON.parse(stdout) as { items: { metadata: { name: string; generation: number } }[] };
    return Object.fromEntries(items.map(({ metadata }) => [metadata.name, metadata.generation]));
  };
  const both = () => {
    const [one, two] = clients;
    if (one === undefined || two === undefined) throw new Error('there are two');
    return { one, two };
  };
  const appsOf = (client: TenantryClient) =>
    waitFor('it sees every app', async () => {
      const { apps } = await client.query(AppsDocument, { filter: { tenants: ['acme'] }, first: appsAtWork });
      return apps.totalCount === appsAtWork && apps.nodes;
    });

  it(
    'each stream at one gateway tells the end of what the other does, and nothing is lost or done twice',
    async ({ annotate }) => {
      const { one, two } = both();
      await appsOf(two);
      const apps = await appsOf(one);
      const before = await generations();
      const begun = Promise.withResolvers<void>();
      const work = { done: false };
      let restarts = 0;
      const restarting = (async () => {
        await begun.promise;
        while (!work.done) {
          await redis.crash();
          const ready = await Promise.all(urls.map((url) => fetch(new URL('/readyz', url))));
          expect(ready.map(({ status }) => status)).toEqual([200, 200]);
          await redis.start();
          restarts += 1;
          await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 800));
        }
      })();
      const watched = await Promise.all(
        apps.map(async ({ id: app }, index) => {
          const states: string[] = [];
          for (const tag of ['slow-2.0.0', '2.1.0', 'slow-2.2.0']) {
            const image = `registry.example.com/shop/api:${tag}${index}`;
            const { id } = operationOf(await one.deployApp({ app, image }));
            for await (const { state } of two.watchOperation(id)) {
              begun.resolve();
              states.push(state);
            }
          }
          return states.filter((state) => state !== 'RUNNING');
        }),
      );
      work.done = true;
      await restarting;
      await annotate(`${restarts} restarts of Redis`);
      expect(restarts).toBeGreaterThan(3);
      expect(watched).toEqual(apps.map(() => ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']));
      const effects = Object.entries(await generations()).map(([name, now]) => [name, now - (before[name] ?? 0)]);
      expect(Object.fromEntries(effects)).toEqual(Object.fromEntries(apps.map(({ name }) => [name, 3])));
    },
    5 * minute,
  );

  it('a stream that began at one gateway goes on at the other from its cursor, without a gap', async () => {
    const { one, two } = both();
    const [app] = await appsOf(one);
    const image = 'registry.example.com/shop/api:slow-3.0.0';
    const { id } = operationOf(await one.deployApp({ app: app?.id ?? '', image }));
    const rollout = { app: app?.id ?? '', untilDone: true };
    let cursor = '';
    for await (const { cursor: here, rollout: shown } of one.watchRollout(rollout)) {
      cursor = here;
      if (shown.phase === 'PROGRESSING' && shown.operation?.id === id) break;
    }
    const rest = [];
    for await (const event of two.watchRollout({ ...rollout, after: cursor })) rest.push(event);
    expect(rest.map(({ gap }) => gap)).not.toContain(true);
    expect(rest.at(-1)).toMatchObject({ rollout: { phase: 'SUCCEEDED', operation: { id } } });
  });

  it('without Redis they hear of each other all the same, and none has told the password', async () => {
    const { one, two } = both();
    await redis.crash();
    const [app] = await appsOf(one);
    const { id } = operationOf(await one.restartApp({ app: app?.id ?? '' }));
    expect(await two.waitForOperation(id, { timeoutMs: minute })).toMatchObject({ state: 'SUCCEEDED' });
    for (const gateway of gateways) {
      gateway.signal('SIGTERM');
      const { code, stdout, stderr } = await gateway.ended;
      expect(code).toBe(0);
      expect(stderr).toContain('Redis is away');
      expect(stdout + stderr).not.toContain(redis.password);
    }
  });
});
