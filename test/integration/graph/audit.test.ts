import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  AppsDocument,
  AuditRecordsDocument,
  createClient,
  operationOf,
  OperationsDocument,
  typedDocument,
} from '../../../sdk/src/sdk.ts';
import type { AuditRecordDetailsFragment, schema as types } from '../../../sdk/src/sdk.ts';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
import { auditLine } from '../../../src/domain/audit/audit-lines.ts';
import { auditLinks, verifyRecords } from '../../../src/domain/audit/verify-records.ts';
import { createSchema } from '../../../src/graphql/schema.ts';
import { everyField } from '../../../src/graphql/testing/every-field.ts';
import { openAuditChain } from '../../../src/records/open-audit-chain.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { waitFor } from '../../support/wait-for.ts';

// A whole gateway with the simulated fleet: every way in which an attempt can end, as the graph, the chain and an export tell it.

let folder: string;
let url: string;
let running: GatewayUnderTest;
let app: { readonly id: string; readonly name: string; readonly image: string | null };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-audit-'));
  url = `sqlite:${join(folder, 'records.db')}`;
  running = await startGatewayUnderTest({ env: { DATABASE_URL: url } });
  const filter = { tenants: ['acme'], environments: ['staging'], names: ['storefront'] };
  app = await waitFor(
    'the app is there',
    async () => (await running.client.query(AppsDocument, { filter })).apps.nodes[0],
  );
});
afterAll(async () => {
  await running?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Newest first. */
async function records(filter: types.AuditFilter): Promise<readonly AuditRecordDetailsFragment[]> {
  return (await running.client.query(AuditRecordsDocument, { filter })).auditRecords.nodes;
}

/** Asks as a script does: the request id is the script's own. */
async function post(requestId: string, query: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'x-request-id': requestId };
  return (await fetch(running.url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
}

it('tells every attempt once, whoever made it and however it ended, and no secret', async () => {
  const { client } = running;
  const secret = 'hunter2-planted-Zq81';
  const containers = [{ name: app.name, env: [{ name: 'DB_PASSWORD', value: secret }] }];
  const deploy = { app: app.id, containers, idempotencyKey: 'release-1', reason: 'the release' };

  const begun = operationOf(await client.deployApp(deploy));
  expect(operationOf(await client.deployApp(deploy)).id).toBe(begun.id);
  expect(await client.deployApp({ ...deploy, dryRun: true })).toMatchObject({ kind: 'PLAN' });
  const elsewhere = [{ name: 'nowhere', env: [{ name: 'DB_PASSWORD', value: secret }] }];
  expect(await client.deployApp({ app: app.id, containers: elsewhere })).toMatchObject({ kind: 'PROBLEMS' });
  expect(
    await post(
      'script-1',
      'mutation { restartApp(input: { app: "nonsense", reason: "why not" }) { problems { code } } }',
    ),
  ).toMatchObject({
    data: { restartApp: { problems: [{ code: 'NOT_FOUND' }] } },
  });
  await client.cancelOperation({ operation: begun.id, reason: 'wrong release' });
  await client.waitForOperation(begun.id);

  const failing = {
    app: app.id,
    image: `${app.image?.replace(/:[^:/]*$/, '')}:9-missing`,
    onFailure: 'ROLL_BACK',
  } as const;
  const failed = await client.waitForOperation(operationOf(await client.deployApp(failing)).id, { timeoutMs: 60_000 });
  expect(failed.state).toBe('FAILED');
  const back = await waitFor('the rollback', async () => {
    const filter = { kinds: ['ROLLBACK'] } as const;
    return (await client.query(OperationsDocument, { filter })).operations.nodes[0];
  });
  await client.waitForOperation(back.id);

  const all = (await records({})).toReversed();
  const caller = { name: 'local administrator', kind: 'USER' };
  const request = { actor: caller, address: '127.0.0.1', credential: null, requestId: expect.stringMatching(/./) };
  const target = {
    type: 'APP',
    tenant: 'acme',
    environment: 'staging',
    app: 'storefront',
    kind: 'DEPLOYMENT',
    node: { id: app.id },
  };
  const masked = { diff: expect.stringMatching(/^\+.*DB_PASSWORD/m) };
  expect(all).toMatchObject([
    {
      ...request,
      action: 'deployApp',
      target,
      outcome: 'ACCEPTED',
      repeated: false,
      operation: { id: begun.id },
      reason: 'the release',
    },
    {
      ...request,
      action: 'deployApp',
      target,
      outcome: 'ACCEPTED',
      repeated: true,
      operation: { id: begun.id },
      changes: [],
    },
    { ...request, action: 'deployApp', target, outcome: 'PLANNED', dryRun: true, operation: null },
    {
      ...request,
      action: 'deployApp',
      target,
      outcome: 'REFUSED',
      problems: expect.arrayContaining([expect.objectContaining({ code: 'INVALID' })]),
    },
    { ...request, requestId: 'script-1', action: 'restartApp', target: null, outcome: 'REFUSED', reason: 'why not' },
    {
      ...request,
      action: 'cancelOperation',
      target: { ...target, type: 'OPERATION', node: { id: begun.id } },
      outcome: 'ACCEPTED',
      operation: { id: begun.id },
      changes: [],
    },
    { ...request, action: 'deployApp', target, outcome: 'ACCEPTED', operation: { id: failed.id } },
    {
      actor: { kind: 'SYSTEM' },
      address: null,
      requestId: null,
      action: 'rollbackApp',
      target,
      outcome: 'ACCEPTED',
      operation: { id: back.id },
    },
  ]);
  expect(all[0]?.changes[0]).toMatchObject(masked);
  expect(all[0]?.planDigest).toMatch(/^[0-9a-f]{64}$/);

  expect((await records({ operations: [begun.id] })).map(({ action }) => action)).toEqual([
    'cancelOperation',
    'deployApp',
    'deployApp',
  ]);
  expect((await records({ targets: [app.id], outcomes: ['REFUSED'] })).map(({ sequence }) => sequence)).toEqual([4]);
  const nested = typedDocument<Readonly<Record<string, { audit: { totalCount: number } }>>, { id: string }>(
    `query ($id: ID!) {
      tenant(name: "acme") { audit { totalCount } }
      environment(tenant: "acme", name: "staging") { audit { totalCount } }
      app(tenant: "acme", environment: "staging", name: "storefront") { audit { totalCount } }
      operation(id: $id) { audit { totalCount } }
    }`,
  );
  const counts = await client.query(nested, { id: begun.id });
  expect(Object.values(counts).map(({ audit }) => audit.totalCount)).toEqual([7, 7, 7, 3]);

  const { chain, close } = await openAuditChain(url);
  try {
    expect(await verifyRecords(chain, { expected: [] })).toMatchObject({
      count: 8,
      last: { hash: all[7]?.hash },
      fault: null,
    });
    const lines: string[] = [];
    for await (const link of auditLinks(chain, 1, null)) lines.push(auditLine(link));
    expect(lines).toHaveLength(8);
    expect(lines.join('\n')).not.toContain(secret);
  } finally {
    await close();
  }
  const schema = await createSchema();
  const type = schema.getQueryType()?.getFields()['auditRecords']?.type;
  if (type === undefined) throw new Error('no field auditRecords');
  const everything = typedDocument<object, object>(`{ auditRecords ${everyField(schema, type, 4)} }`);
  const { data, errors } = await client.execute(everything, {});
  expect(errors).toEqual([]);
  expect(JSON.stringify([all, data])).not.toContain(secret);
});

it('tells by which credential, and who was denied', async () => {
  const [token, auditorsToken] = [newToken(randomBytes), newToken(randomBytes)];
  const callers = join(folder, 'callers.yaml');
  const entries = [
    { name: 'ci', kind: 'TOKEN', roles: ['developer'], tokenHash: hashToken(token) },
    { name: 'eve', kind: 'USER', roles: ['operator'], tokenHash: hashToken(auditorsToken) },
  ];
  writeFileSync(callers, JSON.stringify({ callers: entries }));
  await using closed = await startGatewayUnderTest({ env: { TENANTRY_CALLERS: callers } });
  const client = createClient({ url: closed.url, token });
  const freeze = typedDocument<{ createFreeze: { problems: readonly { code: string }[] } }, object>(
    `mutation { createFreeze(input: { reason: "because", until: "${new Date(Date.now() + 3_600_000).toISOString()}" }) { problems { code } } }`,
  );
  const { errors, data } = await client.execute(freeze, {});
  expect([errors, data]).toEqual([[], { createFreeze: { problems: [{ code: 'FORBIDDEN' }] } }]);
  const auditor = createClient({ url: closed.url, token: auditorsToken });
  const { auditRecords } = await auditor.query(AuditRecordsDocument, { filter: { outcomes: ['DENIED'] } });
  expect(auditRecords.nodes).toMatchObject([
    {
      actor: { name: 'ci', kind: 'TOKEN' },
      credential: 'ci',
      address: '127.0.0.1',
      action: 'createFreeze',
      problems: [{ code: 'FORBIDDEN' }],
    },
  ]);
  expect(JSON.stringify(auditRecords.nodes)).not.toContain(token);
  await Promise.all([client.close(), auditor.close()]);
});
