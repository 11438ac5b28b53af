import { expect, it, onTestFinished } from 'vitest';
import {
  AppDocument,
  createClient,
  CreateFreezeDocument,
  EndFreezeDocument,
  operationOf,
} from '../../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../../sdk/src/sdk.ts';
import { startGatewayProcess } from '../../support/gateway-process.ts';
import { startPostgres } from '../../support/postgres.ts';
import { waitFor } from '../../support/wait-for.ts';

const image = 'registry.acme.example/shop/storefront:4.13.0';
const key = { tenant: 'acme', environment: 'staging', name: 'storefront' };
const frozen = { kind: 'PROBLEMS', problems: [{ code: 'FROZEN', message: expect.stringContaining('Inventory') }] };

it('a freeze that one gateway made holds at another at once, and after a crash; whoever ends it ends it for all', async () => {
  const server = await startPostgres();
  onTestFinished(() => server.stop());
  const url = await server.createDatabase();

  /** A gateway process that serves the simulated fleet, and a client of it. */
  async function start(): Promise<{ client: TenantryClient; kill(): Promise<void> }> {
    const gateway = startGatewayProcess([], { DATABASE_URL: url });
    const client = createClient({ url: await gateway.url() });
    const kill = async () => {
      await client.close();
      await gateway[Symbol.asyncDispose]();
    };
    onTestFinished(kill);
    return { client, kill };
  }
  const appOf = async (client: TenantryClient) =>
    (await waitFor('the app', async () => (await client.query(AppDocument, key)).app)).id;
  const deploy = async (client: TenantryClient) => client.deployApp({ app: await appOf(client), image });

  const [one, two] = await Promise.all([start(), start()]);
  const input = {
    reason: 'Inventory',
    until: new Date(Date.now() + 3_600_000).toISOString(),
    scope: { tenants: [key.tenant] },
    idempotencyKey: 'inventory',
  };
  await appOf(one.client);
  await appOf(two.client);
  const create = async (client: TenantryClient) =>
    (await client.mutate(CreateFreezeDocument, { input })).createFreeze.freeze?.id ?? '';
  const ids = await Promise.all([create(one.client), create(two.client), create(one.client)]);
  expect(new Set(ids).size).toBe(1);
  expect(await deploy(two.client)).toMatchObject(frozen);
  expect(await deploy(one.client)).toMatchObject(frozen);

  await one.kill();
  const three = await start();
  expect(await deploy(three.client)).toMatchObject(frozen);
  const ending = { input: { freeze: ids[0] ?? '' } };
  const ends = await Promise.all(
    [two, three].map(async ({ client }) => (await client.mutate(EndFreezeDocument, ending)).endFreeze),
  );
  expect(ends.flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual(['CONFLICT']);
  const { id } = operationOf(await deploy(two.client));
  expect(await two.client.waitForOperation(id, { timeoutMs: 60_000 })).toMatchObject({ state: 'SUCCEEDED' });
});
