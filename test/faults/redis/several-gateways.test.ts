import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AppsDocument,
  createClient,
  OperationDocument,
  operationOf,
  ProblemError,
  TenantryError,
} from '../../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../../sdk/src/sdk.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import type { ControlPlane } from '../../support/control-plane.ts';
import { freePort } from '../../support/free-port.ts';
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

const execFileAsync = promisify(execFile);
const auditTool = fileURLToPath(new URL('../../../src/audit-tool.ts', import.meta.url));
const namespace = 'acme-prod';
const minute = 60_000;
const appsAtWork = 20;
const mutations = 200;

/** A gateway that is started again whenever it is killed, on the same port. */
interface Replica {
  readonly url: string;
  signal(name: NodeJS.Signals): void;
  kill(): Promise<void>;
  close(): Promise<void>;
}

async function startReplica(env: Readonly<Record<string, string>>): Promise<Replica> {
  const port = await freePort();
  const start = () => startGatewayProcess([], { ...env, PORT: String(port) });
  let running: GatewayProcess = start();
  const url = await running.url();
  return {
    url,
    signal: (name) => running.signal(name),
    async kill() {
      running.signal('SIGKILL');
      await running[Symbol.asyncDispose]();
      running = start();
      await running.url();
    },
    close: () => Promise.resolve(running[Symbol.asyncDispose]()),
  };
}

describe('two gateways on one PostgreSQL database and one Redis', () => {
  let own: ControlPlane;
  let postgres: PostgresServer;
  let redis: RedisServer;
  let files: GatewayFiles;
  let database: string;
  let replicas: readonly Replica[];
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
    database = await postgres.createDatabase();
    const env = { ...files.env, DATABASE_URL: database, REDIS_URL: redis.url };
    replicas = await Promise.all([startReplica(env), startReplica(env)]);
    clients = replicas.map(({ url }) => createClient({ url }));
  }, 3 * minute);
  afterAll(async () => {
    for (const client of clients ?? []) await client.close();
    for (const replica of replicas ?? []) await replica.close();
    files?.remove();
    await redis?.stop();
    await postgres?.stop();
    await own?.stop();
  });

  const generations = async () => {
    const { stdout } = await own.kubectl(['get', 'deployments', '-n', namespace, '-o', 'json']);
    const { items } = JSON.parse(stdout) as { items: { metadata: { name: string; generation: number } }[] };
    return new Map(items.map(({ metadata }) => [metadata.name, metadata.generation]));
  };

  /** Asks one gateway and then the other until one answers, always with the same key. */
  const ask = async (index: number, app: string): Promise<string> => {
    for (let attempt = index; ; attempt += 1) {
      const client = clients[attempt % clients.length];
      if (client === undefined) throw new Error('there are clients');
      const common = { app, idempotencyKey: `key-${index}` };
      try {
        const result =
          index % 4 === 3
            ? await client.restartApp(common)
            : await client.deployApp({ ...common, image: `registry.example.com/shop/api:2.0.${index}` });
        return operationOf(result).id;
      } catch (error) {
        // It was killed, is not up yet, or has not read its cluster yet.
        const again =
          error instanceof ProblemError
            ? error.problems.every(({ retryable }) => retryable)
            : error instanceof TenantryError;
        if (!again) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };

  const endOf = (id: string, index: number) =>
    waitFor(
      `the end of ${id}`,
      async () => {
        try {
          const found = await clients[index % clients.length]?.query(OperationDocument, { id });
          const operation = found?.operation ?? null;
          return operation !== null && operation.finishedAt !== null && operation;
        } catch (error) {
          // That gateway is down just now.
          if (!(error instanceof TenantryError)) throw error;
          return false;
        }
      },
      { timeout: 5 * minute, interval: 1_000 },
    );

  it(
    'lose and double none of 200 mutations while they are killed at random, and end each of them',
    async ({ annotate }) => {
      const apps = await waitFor('both see every app', async () => {
        const answers = await Promise.all(
          clients.map((client) => client.query(AppsDocument, { filter: { tenants: ['acme'] }, first: appsAtWork })),
        );
        return answers.every(({ apps: { totalCount } }) => totalCount === appsAtWork) && answers[0]?.apps.nodes;
      });
      const before = await generations();
      const work = { done: false };
      let kills = 0;
      const killing = (async () => {
        while (!work.done) {
          await new Promise((resolve) => setTimeout(resolve, 1_000 + Math.random() * 4_000));
          await replicas[kills % 2]?.kill();
          kills += 1;
        }
      })();
      const asked = await Promise.all(
        Array.from({ length: mutations }, async (_, index) => {
          const app = apps[index % appsAtWork];
          if (app === undefined) throw new Error('there are apps');
          return { app: app.name, id: await ask(index, app.id) };
        }),
      );
      expect(new Set(asked.map(({ id }) => id)).size).toBe(mutations);

      const ends = await Promise.all(asked.map(({ id }, index) => endOf(id, index)));
      work.done = true;
      await killing;
      await annotate(`${kills} kills`);
      expect(kills).toBeGreaterThan(4);
      expect(ends.filter(({ state }) => state !== 'SUCCEEDED').map(({ problem }) => problem)).toEqual([]);
      const after = await generations();
      const effects = [...after].map(([name, generation]) => [name, generation - (before.get(name) ?? 0)]);
      // Each deploy has an image of its own, and each restart a time: every one of them changes its app once.
      expect(Object.fromEntries(effects)).toEqual(
        Object.fromEntries([...after.keys()].map((name) => [name, asked.filter(({ app }) => app === name).length])),
      );
      const { stdout } = await execFileAsync(process.execPath, [auditTool, 'verify'], {
        env: { DATABASE_URL: database },
      });
      expect(stdout).toMatch(/^The audit is whole: \d{3,} records/m);
    },
    10 * minute,
  );

  it(
    'have an operation taken over whose gateway stands still, and write nothing twice when it goes on',
    async ({ annotate }) => {
      const [still, other] = replicas;
      const [first, second] = clients;
      if (still === undefined || other === undefined || first === undefined || second === undefined) {
        throw new Error('there are two');
      }
      const app = await waitFor('both see the apps', async () => {
        const [mine, theirs] = await Promise.all(
          [first, second].map((client) => client.query(AppsDocument, { filter: { tenants: ['acme'] }, first: 1 })),
        );
        return theirs?.apps.totalCount === appsAtWork && mine?.apps.totalCount === appsAtWork && mine.apps.nodes[0];
      });
      const before = await generations();
      const image = 'registry.example.com/shop/api:slow-3.0.0';
      const { id } = operationOf(await first.deployApp({ app: app.id, image }));
      still.signal('SIGSTOP');
      const stoppedAt = Date.now();
      const end = second.waitForOperation(id, { timeoutMs: minute });
      const next = operationOf(await second.restartApp({ app: app.id }));
      expect(next.state).toBe('PENDING');
      expect(await end).toMatchObject({ state: 'SUCCEEDED', problem: null });
      await annotate(`it ended ${Date.now() - stoppedAt} ms after its gateway stood still`);
      still.signal('SIGCONT');
      expect(await second.waitForOperation(next.id, { timeoutMs: minute })).toMatchObject({ state: 'SUCCEEDED' });
      expect(await first.waitForOperation(id, { timeoutMs: 10_000 })).toMatchObject({ state: 'SUCCEEDED' });
      const after = await generations();
      expect((after.get(app.name) ?? 0) - (before.get(app.name) ?? 0)).toBe(2);
    },
    3 * minute,
  );
});
