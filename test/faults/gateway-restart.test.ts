import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppDocument, createClient, DeployAppDocument, operationOf } from '../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../sdk/src/sdk.ts';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { startCountingProxy } from '../support/counting-proxy.ts';
import type { CountingProxy } from '../support/counting-proxy.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';
import type { GatewayProcess } from '../support/gateway-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { deployment, environmentNamespace, images } from '../support/workloads.ts';
import { writeGatewayFiles } from './gateway-files.ts';
import type { GatewayFiles } from './gateway-files.ts';
import { record } from './recording.ts';

const namespace = 'acme-prod';
const minute = 60_000;

describe('a gateway that ends in mid-operation', () => {
  let own: ControlPlane;
  let proxy: CountingProxy;
  let files: GatewayFiles;
  let names = 0;
  let name: string;

  beforeAll(async () => {
    own = await startControlPlane({ name: 'eu-1', version: '1.36', nodes: 2 });
    proxy = await startCountingProxy(own);
    await own.apply(environmentNamespace(namespace, 'acme', 'prod'));
  }, 2 * minute);
  afterAll(async () => {
    await proxy?.stop();
    await own?.stop();
  });
  beforeEach(async () => {
    files = writeGatewayFiles([{ name: 'eu-1', kubeconfig: proxy.kubeconfigPath }]);
    names += 1;
    name = `api-${names}`;
    const podAnnotations = { 'tenantry.test/delay': '5s' };
    await own.apply(deployment({ namespace, name, replicas: 3, podAnnotations }));
    await own.kubectl(['rollout', 'status', `deployment/${name}`, '-n', namespace, '--timeout=60s']);
  });
  afterEach(() => files.remove());

  /** Runs something against a gateway process on the files; afterwards the process is gone, however it went. */
  async function withGateway<T>(use: (client: TenantryClient, gateway: GatewayProcess) => Promise<T>): Promise<T> {
    await using gateway = startGatewayProcess([], files.env);
    const client = createClient({ url: await gateway.url() });
    try {
      return await use(client, gateway);
    } finally {
      await client.close();
    }
  }
  const find = async (client: TenantryClient) => {
    const read = async () => (await client.query(AppDocument, { tenant: 'acme', environment: 'prod', name })).app;
    return await waitFor('the app', async () => await read());
  };
  const kill = async (gateway: GatewayProcess) => {
    gateway.signal('SIGKILL');
    await gateway.ended;
  };
  const revisions = async () => {
    const { stdout } = await own.kubectl(['rollout', 'history', `deployment/${name}`, '-n', namespace]);
    return stdout.match(/^\d+/gm);
  };

  /** Deploys, and kills the gateway when new pods are there. */
  const deployAndKill = () =>
    withGateway(async (client, gateway) => {
      const { id: app } = await find(client);
      const operation = operationOf(await client.deployApp({ app, image: images.slow })).id;
      const stream = record(client.watchRollout({ app }, {}));
      const { cursor } = await stream.first(
        'new pods',
        ({ rollout }) => rollout.phase === 'PROGRESSING' && rollout.replicas.updated > 0,
      );
      await kill(gateway);
      return { app, operation, cursor };
    });

  it(
    'killed while the rollout goes on: it ends SUCCEEDED after the restart, and the stream goes on behind its cursor',
    async () => {
      const { app, operation, cursor } = await deployAndKill();
      await withGateway(async (client) => {
        const events = record(client.watchRollout({ app, after: cursor, untilDone: true }));
        expect(await client.waitForOperation(operation, { timeoutMs: minute })).toMatchObject({ state: 'SUCCEEDED' });
        const told = await events.end;
        expect(told.at(-1)?.rollout).toMatchObject({ phase: 'SUCCEEDED', image: images.slow });
        expect(told.filter(({ rollout }) => rollout.phase === 'SUCCEEDED')).toHaveLength(1);
        expect(told.map(({ gap }) => gap)).toEqual(told.map(() => false));
        expect(told.map((event) => event.cursor)).not.toContain(cursor);
        expect(new Set(told.map(({ rollout }) => rollout.operation?.id))).toEqual(new Set([operation]));
        expect(await revisions()).toEqual(['1', '2']);
      });
    },
    3 * minute,
  );

  it(
    'killed, and the rollout ends before the restart: the operation and the stream are told of it, once',
    async () => {
      const { app, operation, cursor } = await deployAndKill();
      await own.kubectl(['rollout', 'status', `deployment/${name}`, '-n', namespace, '--timeout=60s']);
      await withGateway(async (client) => {
        expect(await client.waitForOperation(operation, { timeoutMs: minute })).toMatchObject({ state: 'SUCCEEDED' });
        const told = await record(client.watchRollout({ app, after: cursor, untilDone: true })).end;
        expect(told.map(({ rollout, gap }) => [rollout.phase, rollout.image, gap])).toEqual([
          ...told.slice(0, -1).map(() => ['PROGRESSING', images.slow, false]),
          ['SUCCEEDED', images.slow, false],
        ]);
        // Who has been told the end is not told it again.
        const last = told.at(-1)?.cursor ?? '';
        expect(await record(client.watchRollout({ app, after: last, untilDone: true })).end).toEqual([]);
        expect(await revisions()).toEqual(['1', '2']);
      });
    },
    3 * minute,
  );

  it(
    'killed before the write reached the cluster: it is done once after the restart',
    async () => {
      const takeBack = proxy.inject({ method: 'PATCH', path: `deployments/${name}` }, { kind: 'black-hole' });
      const idempotencyKey = `key-${name}`;
      const isWrite = ({
        method,
        path,
        query,
      }: {
        method: string;
        path: string;
        query: Readonly<Record<string, string>>;
      }) => method === 'PATCH' && path.endsWith(`deployments/${name}`) && query['dryRun'] === undefined;
      // The plan's dry run passes; the write does not.
      proxy.inject(
        { method: 'PATCH', path: `deployments/${name}`, query: { dryRun: 'All' } },
        { kind: 'delay', milliseconds: 0 },
      );
      const { app, operation } = await withGateway(async (client, gateway) => {
        const { id: app } = await find(client);
        const operation = operationOf(await client.deployApp({ app, image: images.better, idempotencyKey })).id;
        await waitFor('the write', () => proxy.requests.some(isWrite));
        await kill(gateway);
        return { app, operation };
      });
      takeBack();
      await withGateway(async (client) => {
        expect(await client.waitForOperation(operation, { timeoutMs: minute })).toMatchObject({ state: 'SUCCEEDED' });
        // Whoever got no answer, and asks again, gets the same operation.
        const again = operationOf(await client.deployApp({ app, image: images.better, idempotencyKey }));
        expect(again.id).toBe(operation);
        expect(await revisions()).toEqual(['1', '2']);
      });
    },
    3 * minute,
  );

  it(
    'told to end under load: in-flight requests are answered, WebSockets closed with 1001, code 0, no operation lost',
    async ({ annotate }) => {
      const { operation, inFlight } = await withGateway(async (client, gateway) => {
        const url = await gateway.url();
        const { id: app } = await find(client);
        const operation = operationOf(await client.deployApp({ app, image: images.slow })).id;

        const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
        const closed = once(socket, 'close') as Promise<[CloseEvent]>;
        await once(socket, 'open');
        socket.send(JSON.stringify({ type: 'connection_init' }));
        await once(socket, 'message');
        const query = 'subscription ($app: ID!) { rollout(app: $app) { cursor } }';
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { app } } }));
        await once(socket, 'message');

        // In flight for as long as the API server takes for a dry run.
        proxy.forget();
        const dryRuns = { method: 'PATCH', query: { dryRun: 'All' } };
        const noMore = proxy.inject(dryRuns, { kind: 'delay', milliseconds: 2000 });
        const planned = Array.from({ length: 5 }, () =>
          client.mutate(DeployAppDocument, { input: { app, image: images.good, dryRun: true } }),
        );
        await waitFor('all are in flight', () => proxy.count(dryRuns) === planned.length);
        const load = startLoad(url);
        await waitFor('load', () => load.answered() > 50);

        gateway.signal('SIGTERM');
        await gateway.logged(/draining/);
        const [{ code, reason }] = await closed;
        expect({ code, reason }).toEqual({ code: 1001, reason: 'Going away' });
        // Not ready from the first moment: nobody new is let in.
        await expect(fetch(new URL('/readyz', url))).rejects.toThrow('fetch failed');
        const inFlight = await Promise.all(planned);
        const { code: exitCode, stderr } = await gateway.ended;
        noMore();
        expect(exitCode).toBe(0);
        expect(stderr).toContain('stopped');
        const { answered, broken } = await load.stop();
        await annotate(`${answered} queries were answered under load`);
        expect(broken).toEqual([]);
        return { operation, inFlight };
      });
      for (const { deployApp } of inFlight) {
        expect(deployApp.problems).toEqual([]);
        expect(deployApp.plan?.changes).toHaveLength(1);
      }
      await withGateway(async (client) => {
        expect(await client.waitForOperation(operation, { timeoutMs: minute })).toMatchObject({ state: 'SUCCEEDED' });
        expect(await revisions()).toEqual(['1', '2']);
      });
    },
    3 * minute,
  );
});

interface Load {
  answered(): number;
  /** Ends it, and tells how many were answered and what was answered wrongly or in part. */
  stop(): Promise<{ readonly answered: number; readonly broken: readonly string[] }>;
}

/** Four callers that query again and again on connections that they keep, until the gateway takes no more. */
function startLoad(url: string): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const broken: string[] = [];
  let answered = 0;
  const ending = new AbortController();
  const body = JSON.stringify({ query: '{ apps { totalCount nodes { name health { status } } } }' });
  const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };

  /** Resolves with whether another one makes sense. */
  const one = (): Promise<boolean> =>
    new Promise((resolve) => {
      let status = 0;
      let text = '';
      const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
        status = response.statusCode ?? 0;
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          if (status === 200 && isWhole(text)) answered += 1;
          // Said in so many words that it is going away: an answer, too.
          else if (status !== 503) broken.push(`${status} ${text}`);
          resolve(status === 200);
        });
        response.on('error', (error) => {
          broken.push(`${error.message} after ${text.length} characters`);
          resolve(false);
        });
      });
      // Nothing was answered at all: the connection was closed while idle, or none is accepted any more.
      outgoing.on('error', () => resolve(false));
      outgoing.end(body);
    });

  const callers = Array.from({ length: 4 }, async () => {
    while (!ending.signal.aborted) if (!(await one())) return;
  });
  return {
    answered: () => answered,
    async stop() {
      ending.abort();
      await Promise.all(callers);
      agent.destroy();
      return { answered, broken };
    },
  };
}

function isWhole(text: string): boolean {
  try {
    const { data } = JSON.parse(text) as { readonly data?: { readonly apps?: object } };
    return data?.apps !== undefined;
  } catch {
    return false;
  }
}
