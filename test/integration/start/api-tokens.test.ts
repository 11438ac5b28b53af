import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { AppDocument, createClient, ViewerDocument } from '../../../sdk/src/sdk.ts';
import { at } from '../../../src/graphql/testing/at.ts';
import { tenantId } from '../../../src/graphql/ids.ts';
import { startGatewayProcess } from '../../support/gateway-process.ts';

// A token that somebody makes by mutation, on a gateway of its own over the simulated fleet.

const create = `mutation ($input: CreateApiTokenInput!) {
  createApiToken(input: $input) { apiToken { id } secret problems { code message } } }`;

it('lets a machine do what its token says and no more, over a restart, until it is revoked; and is written nowhere', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-api-tokens-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const settings = { DATABASE_URL: `sqlite:${join(folder, 'records.db')}`, LOG_LEVEL: 'debug' };
  const first = startGatewayProcess([], settings);
  const firstUrl = await first.url();
  const input = { kind: 'MACHINE', name: 'ci', actions: ['VIEW'], on: [tenantId('acme')] };
  const made = await ask(firstUrl, create, { input });
  expect(at(made, 'data.createApiToken.problems')).toEqual([]);
  const secret = String(at(made, 'data.createApiToken.secret'));
  const id = at(made, 'data.createApiToken.apiToken.id');
  first.signal('SIGTERM');
  const { stdout, stderr } = await first.ended;

  await using gateway = startGatewayProcess([], settings);
  const url = await gateway.url();
  const ci = createClient({ url, token: secret, webSocketImpl: WebSocket });
  onTestFinished(() => ci.close());
  expect((await ci.query(ViewerDocument)).viewer).toMatchObject({ name: 'ci', kind: 'TOKEN' });
  expect(at(await ask(url, '{ tenants { nodes { name } } }', {}, secret), 'data.tenants.nodes')).toEqual([
    { name: 'acme' },
  ]);
  const { app } = await ci.query(AppDocument, { tenant: 'acme', environment: 'staging', name: 'storefront' });
  const scale = `mutation ($app: ID!) { scaleApp(input: { app: $app, replicas: 2 }) { problems { code } } }`;
  const refused = await ask(url, scale, { app: app?.id }, secret);
  expect(at(refused, 'data.scaleApp.problems')).toEqual([{ code: 'FORBIDDEN' }]);
  const another = await ask(url, create, { input: { name: 'more' } }, secret);
  expect(at(another, 'data.createApiToken')).toMatchObject({ secret: null, problems: [{ code: 'FORBIDDEN' }] });

  const watching = ci.watchRollout({ app: String(app?.id) });
  await watching.next();
  const next = watching.next();
  const revoke = 'mutation ($token: ID!) { revokeApiToken(input: { token: $token }) { problems { code } } }';
  expect(at(await ask(url, revoke, { token: id }), 'data.revokeApiToken.problems')).toEqual([]);
  await expect(next).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  // Whoever shows a token means to be somebody else than the local administrator.
  expect(at(await ask(url, '{ viewer { name } }', {}, secret), 'errors.0.extensions.code')).toBe('UNAUTHENTICATED');

  gateway.signal('SIGTERM');
  const last = await gateway.ended;
  expect([stdout, stderr, last.stdout, last.stderr].join('')).not.toContain(secret);
});

async function ask(url: string, query: string, variables: object, token?: string): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return answer.json();
}
