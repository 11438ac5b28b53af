import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
import { appId, tenantId } from '../../../src/graphql/ids.ts';
import { at } from '../../../src/graphql/testing/at.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';

it('a request that changes several things changes nothing more once its token is revoked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-revoked-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const root = newToken(randomBytes);
  const path = join(folder, 'callers.yaml');
  const callers = [{ name: 'root', kind: 'USER', roles: ['platform-administrator'], tokenHash: hashToken(root) }];
  writeFileSync(path, JSON.stringify({ callers }), { mode: 0o600 });
  await using gateway = await startGatewayUnderTest({ env: { TENANTRY_CALLERS: path } });
  const ask = async (token: string, query: string, variables: object = {}): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return (await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })).json();
  };
  const input = {
    kind: 'MACHINE',
    name: 'ci',
    actions: ['VIEW', 'RESTART', 'MANAGE_ACCESS'],
    on: [tenantId('acme')],
  };
  const made = await ask(
    root,
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret apiToken { id } } }',
    { input },
  );
  const app = appId({ tenant: 'acme', environment: 'staging', name: 'storefront', kind: 'DEPLOYMENT' });
  const told = await ask(
    String(at(made, 'data.createApiToken.secret')),
    `mutation ($token: ID!, $app: ID!) {
      before: restartApp(input: { app: $app, dryRun: true }) { plan { digest } problems { code } }
      revokeApiToken(input: { token: $token }) { problems { code } }
      after: restartApp(input: { app: $app, dryRun: true }) { plan { digest } problems { code message } }
    }`,
    { token: at(made, 'data.createApiToken.apiToken.id'), app },
  );
  expect(at(told, 'data')).toMatchObject({
    before: { plan: { digest: expect.any(String) }, problems: [] },
    revokeApiToken: { problems: [] },
    after: { plan: null, problems: [{ code: 'FORBIDDEN', message: expect.stringContaining('nothing was done') }] },
  });
  const audited = await ask(root, '{ auditRecords(filter: { actors: ["ci"] }) { nodes { action outcome } } }');
  expect(at(audited, 'data.auditRecords.nodes')).toEqual([
    { action: 'restartApp', outcome: 'DENIED' },
    { action: 'revokeApiToken', outcome: 'ACCEPTED' },
    { action: 'restartApp', outcome: 'PLANNED' },
  ]);
});
