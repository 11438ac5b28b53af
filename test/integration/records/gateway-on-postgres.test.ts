import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppDocument, createClient, OperationDocument, OperationsDocument, operationOf } from '../../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../../sdk/src/sdk.ts';
import { startGatewayProcess } from '../../support/gateway-process.ts';
import type { GatewayProcess, ProcessEnd } from '../../support/gateway-process.ts';
import { startPostgres } from '../../support/postgres.ts';
import type { PostgresServer } from '../../support/postgres.ts';
import { waitFor } from '../../support/wait-for.ts';

/** The gateway as a process, with its records on PostgreSQL; it serves the simulated fleet. */
describe('a gateway on PostgreSQL', () => {
  const image = 'registry.acme.example/shop/storefront:4.13.0';
  const key = { tenant: 'acme', environment: 'staging', name: 'storefront' };
  const ends: ProcessEnd[] = [];
  let server: PostgresServer;
  let url: string;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    url = await server.createDatabase();
  });

  /** Runs something against a gateway process; afterwards the process has been told to end, and has. */
  async function withGateway<T>(use: (client: TenantryClient, gateway: GatewayProcess) => Promise<T>): Promise<T> {
    await using gateway = startGatewayProcess([], { DATABASE_URL: url, LOG_LEVEL: 'debug' });
    const client = createClient({ url: await gateway.url() });
    try {
      return await use(client, gateway);
    } finally {
      await client.close();
      gateway.signal('SIGTERM');
      ends.push(await gateway.ended);
    }
  }
  const find = (client: TenantryClient) => waitFor('the app', async () => (await client.query(AppDocument, key)).app);
  const succeeded = async (client: TenantryClient, id: string) =>
    expect(await client.waitForOperation(id, { timeoutMs: 60_000 })).toMatchObject({ state: 'SUCCEEDED' });

  it('finds its operations again after a restart, and what a key stands for', async () => {
    const deploy = async (client: TenantryClient) =>
      operationOf(await client.deployApp({ app: (await find(client)).id, image, idempotencyKey: 'once' })).id;
    const id = await withGateway(async (client, gateway) => {
      const { host, pathname } = new URL(url);
      expect(await gateway.greeting()).toContain(`Operations are recorded in postgres://tenantry@${host}${pathname}\n`);
      const deployed = await deploy(client);
      await succeeded(client, deployed);
      return deployed;
    });
    await withGateway(async (client) => {
      const { operation } = await client.query(OperationDocument, { id });
      expect(operation).toMatchObject({ id, kind: 'DEPLOY', state: 'SUCCEEDED' });
      expect(await deploy(client)).toBe(id);
      expect((await client.query(OperationsDocument, {})).operations.nodes).toHaveLength(1);
    });
  });

  it('refuses mutations while the server is away, starts nothing, reads on, and is right again after its return', async () => {
    await withGateway(async (client) => {
      const { id: app, replicas } = await find(client);
      const scale = () => client.scaleApp({ app, replicas: 7, idempotencyKey: 'while-away' });
      await server.crash();
      expect(await scale()).toMatchObject({ kind: 'PROBLEMS', problems: [{ code: 'UNAVAILABLE', retryable: true }] });
      expect((await find(client)).replicas.desired).toBe(replicas.desired);
      await expect(client.query(OperationsDocument, {})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await server.start();
      expect((await client.query(OperationsDocument, {})).operations.nodes).toEqual([]);
      await succeeded(client, operationOf(await scale()).id);
      await waitFor('the scale', async () => (await find(client)).replicas.desired !== replicas.desired);
    });
  });

  it('does not start without its server, and says why', async () => {
    await server.crash();
    await using gateway = startGatewayProcess([], { DATABASE_URL: url });
    const end = await gateway.ended;
    await server.start();
    ends.push(end);
    const { host, pathname } = new URL(url);
    expect(end.code).toBe(2);
    expect(end.stderr).toBe(
      `Tenantry cannot start:\n  The database postgres://tenantry@${host}${pathname} cannot be reached ` +
        `(connect ECONNREFUSED ${host}). Make sure that it runs, and that DATABASE_URL is right.\n`,
    );
  });

  it('has never said its password', () => {
    expect(ends.length).toBeGreaterThan(3);
    for (const { stdout, stderr } of ends) expect(stdout + stderr).not.toContain(server.password);
  });
});
