import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { AppDocument, createClient, OperationDocument, operationOf, ViewerDocument } from '../../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../../sdk/src/sdk.ts';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
import { startGatewayProcess } from '../../support/gateway-process.ts';
import { waitFor } from '../../support/wait-for.ts';

// A gateway with a callers' file, as a process of its own over the simulated fleet.

let folder: string;
let path: string;
let clients: TenantryClient[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-callers-'));
  path = join(folder, 'callers.yaml');
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  rmSync(folder, { recursive: true });
});

const token = () => newToken(randomBytes);

/** Writes the file anew: these callers alone. */
function save(tokens: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tokens).map(
    ([name, shown]) =>
      `  - name: ${name}\n    kind: ${name === 'ci' ? 'TOKEN' : 'USER'}\n    roles: [developer]\n    tokenHash: ${hashToken(shown)}\n`,
  );
  writeFileSync(path, `callers:\n${entries.join('')}`);
}

function clientOf(url: string, shown: string): TenantryClient {
  const client = createClient({ url, token: shown, webSocketImpl: WebSocket });
  clients.push(client);
  return client;
}

describe('a gateway with a callers’ file', () => {
  it('lets in whom the file has, as long as it has them, and writes their tokens nowhere', async () => {
    const tokens = { mia: token(), ci: token() };
    save(tokens);
    await using gateway = startGatewayProcess([], { TENANTRY_CALLERS: path, LOG_LEVEL: 'debug' });
    expect(await gateway.greeting()).toContain('2 callers may call, each with a token');
    const url = await gateway.url();
    const [mia, ci] = [clientOf(url, tokens.mia), clientOf(url, tokens.ci)];
    expect((await mia.query(ViewerDocument)).viewer).toEqual({ name: 'mia', kind: 'USER', roles: ['developer'] });
    expect((await ci.query(ViewerDocument)).viewer).toEqual({ name: 'ci', kind: 'TOKEN', roles: ['developer'] });
    const nobody = { code: 'UNAUTHENTICATED' };
    await expect(clientOf(url, token()).query(ViewerDocument)).rejects.toMatchObject(nobody);
    await expect(createClient({ url }).query(ViewerDocument)).rejects.toMatchObject(nobody);

    const where = { tenant: 'acme', environment: 'staging', name: 'storefront' };
    const { app } = await mia.query(AppDocument, where);
    const watching = mia.watchRollout({ app: app!.id });
    await watching.next();
    const next = watching.next();
    save({ ci: tokens.ci });
    await expect(next).rejects.toMatchObject(nobody);
    await expect(mia.query(ViewerDocument)).rejects.toMatchObject(nobody);
    expect((await ci.query(ViewerDocument)).viewer.name).toBe('ci');

    writeFileSync(path, `callers: [{ name: ci, token: ${tokens.ci} }]\n`);
    await gateway.logged(/The last valid version stays in use/);
    const readyz = await (await fetch(new URL('/readyz', url))).json();
    expect(readyz).toMatchObject({
      ready: true,
      problems: expect.arrayContaining([expect.stringContaining('callers.0.token: There is no such field')]),
    });
    expect((await ci.query(ViewerDocument)).viewer.name).toBe('ci');

    const metrics = await (await fetch(new URL('/metrics', url))).text();
    gateway.signal('SIGTERM');
    const { code, stdout, stderr } = await gateway.ended;
    expect(code).toBe(0);
    const written = [stdout, stderr, metrics, JSON.stringify(readyz)].join('\n');
    expect(written).toContain('caller removed');
    for (const secret of Object.values(tokens)) {
      expect(written).not.toContain(secret.slice(4, 24));
      expect(written).not.toContain(hashToken(secret).slice(7, 30));
    }
  });

  it('does not start with one that is wrong, and names each mistake', async () => {
    writeFileSync(path, 'callers:\n  - name: mia\n    kind: HUMAN\n    roles: [developer]\n');
    await using gateway = startGatewayProcess([], { TENANTRY_CALLERS: path });
    const { code, stdout, stderr } = await gateway.ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      [
        'Tenantry cannot start:',
        `  ${path}:2: callers.0.tokenHash: Is missing (npm run callers:token -- NAME makes one). Write, for example: tokenHash: sha256:${'0'.repeat(64)}`,
        `  ${path}:3: callers.0.kind: "HUMAN" is none of: USER, TOKEN. Write one of these.`,
        '',
      ].join('\n'),
    );
  });

  it('keeps callers apart: who did it, and whose idempotency key it is, whichever token they have by now', async () => {
    const tokens = { mia: token(), ci: token() };
    save(tokens);
    await using gateway = startGatewayProcess([], { TENANTRY_CALLERS: path });
    const url = await gateway.url();
    const [mia, ci] = [clientOf(url, tokens.mia), clientOf(url, tokens.ci)];
    const where = { tenant: 'acme', environment: 'staging', name: 'storefront' };
    const app = (await mia.query(AppDocument, where)).app!.id;
    const restart = { app, idempotencyKey: 'release-42' };
    const first = operationOf(await mia.restartApp(restart));
    const other = operationOf(await ci.restartApp(restart));
    expect(other.id).not.toBe(first.id);
    expect([first.actor, other.actor]).toMatchObject([
      { name: 'mia', kind: 'USER' },
      { name: 'ci', kind: 'TOKEN' },
    ]);
    expect(operationOf(await mia.restartApp(restart)).id).toBe(first.id);

    const renewed = token();
    save({ ...tokens, mia: renewed });
    const again = clientOf(url, renewed);
    await waitFor('the new token', async () => (await again.execute(ViewerDocument)).errors.length === 0);
    expect(operationOf(await again.restartApp(restart)).id).toBe(first.id);
    expect(await again.scaleApp({ app, replicas: 3, idempotencyKey: 'release-42' })).toMatchObject({
      kind: 'PROBLEMS',
      problems: [{ code: 'IDEMPOTENCY_MISMATCH' }],
    });

    await ci.cancelOperation({ operation: other.id });
    expect((await ci.query(OperationDocument, { id: other.id })).operation).toMatchObject({ actor: { name: 'ci' } });
  });
});
