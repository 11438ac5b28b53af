import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppDocument, createClient, OperationsDocument, operationOf } from '../../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../../sdk/src/sdk.ts';
import { startGatewayProcess } from '../../support/gateway-process.ts';
import { waitFor } from '../../support/wait-for.ts';

const program = fileURLToPath(new URL('../../../src/records-backup.ts', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function withGateway<T>(path: string, use: (client: TenantryClient) => Promise<T>): Promise<T> {
  await using gateway = startGatewayProcess([], { DATABASE_URL: `sqlite:${path}` });
  const client = createClient({ url: await gateway.url() });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

it('brings back the records of a gateway that ran meanwhile, as docs/platform-operator.md says', async () => {
  const [path, backup] = [join(folder, 'records.db'), join(folder, 'backup.db')];
  const restart = async (client: TenantryClient) => {
    const key = { tenant: 'acme', environment: 'staging', name: 'storefront' };
    const app = await waitFor('the app', async () => (await client.query(AppDocument, key)).app);
    const { id } = operationOf(await client.restartApp({ app: app.id }));
    expect(await client.waitForOperation(id, { timeoutMs: 60_000 })).toMatchObject({ state: 'SUCCEEDED' });
    return id;
  };
  const first = await withGateway(path, async (client) => {
    const id = await restart(client);
    const env = { PATH: process.env['PATH'], DATABASE_URL: `sqlite:${path}` };
    const { stdout } = await promisify(execFile)(process.execPath, [program, backup], { env });
    expect(stdout).toMatch(/The records of .*records\.db are backed up in .*backup\.db \(\d+ bytes\)/);
    await restart(client);
    return id;
  });
  // The gateway was killed: its write-ahead log is of the file that goes.
  expect(existsSync(`${path}-wal`)).toBe(true);
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  renameSync(backup, path);
  await withGateway(path, async (client) => {
    const { operations } = await client.query(OperationsDocument, {});
    expect(operations.nodes.map(({ id, state }) => ({ id, state }))).toEqual([{ id: first, state: 'SUCCEEDED' }]);
  });
});

it('says what to do where the records are in PostgreSQL, without the password, and where no path is given', async () => {
  const run = (args: readonly string[], url: string) =>
    promisify(execFile)(process.execPath, [program, ...args], { env: { DATABASE_URL: url } }).then(
      () => ({ code: 0, stderr: '' }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
    );
  expect(await run(['b.db'], 'postgres://app:hunter2@db/app')).toEqual({
    code: 2,
    stderr: 'The records are in PostgreSQL (postgres://app@db/app): back them up with pg_dump.\n',
  });
  expect(await run([], 'sqlite:x.db')).toMatchObject({ code: 2, stderr: expect.stringContaining('records:backup') });
});
