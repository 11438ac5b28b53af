import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationOf, typedDocument } from '../../../sdk/src/sdk.ts';
import type { ActionResult, RolloutEvent, schema, TenantryClient } from '../../../sdk/src/sdk.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { deployment, environmentNamespace, images, uniqueName } from '../../support/workloads.ts';

// What callers get wrong, thrown at a gateway that is rolling something out: a clear error each, and nothing lost.

const cluster = sharedCluster('eu-1');
const tenant = uniqueName('mistakes');
const namespace = `${tenant}-prod`;

let running: GatewayUnderTest;
let client: TenantryClient;
let app: string;

beforeAll(async () => {
  await cluster.apply(
    environmentNamespace(namespace, tenant, 'prod'),
    deployment({ namespace, name: 'api', replicas: 2 }),
  );
  running = await startGatewayUnderTest({
    clusters: [{ name: 'eu', kubeconfig: cluster.kubeconfigPath }],
    settleMs: 60_000,
  });
  ({ client } = running);
  app = await waitFor('the app is healthy', async () => {
    const { app: found } = await client.query(appDocument);
    return found?.health.status === 'HEALTHY' && found.id;
  });
}, 120_000);

afterAll(async () => {
  await running?.close();
  await cluster.kubectl(['delete', 'namespace', '--wait=false', namespace]);
});

type App = Pick<schema.App, 'id' | 'image' | 'health' | 'replicas' | 'operations' | 'environment'>;
const appDocument = typedDocument<{ app: App | null }, Record<string, never>>(`{
  app(tenant: "${tenant}", environment: "prod", name: "api") {
    id image health { status } replicas { desired } environment { id } operations { nodes { id state } }
  }
}`);

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Raw HTTP, because no client sends what is sent here. */
function send(body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(running.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } });
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** The first error of a query. */
async function refusalOf(query: string, variables: object = {}): Promise<Refusal> {
  const { errors } = await client.execute(typedDocument<object, object>(query), variables);
  const [error] = errors ?? [];
  return { code: String(error?.extensions?.['code']), message: error?.message ?? 'no error' };
}

/** The first problem of a mutation. */
async function problemOf(
  result: Promise<ActionResult>,
): Promise<Refusal & { readonly path: readonly string[] | null }> {
  const outcome = await result;
  if (outcome.kind !== 'PROBLEMS') throw new Error(`it was not refused: ${JSON.stringify(outcome)}`);
  const [{ code, message, path }] = outcome.problems;
  return { code, message, path };
}

/** An id of this type as the gateway makes them, of something that is not there. */
function idFromNowhere(type: string, ...parts: readonly string[]): string {
  return Buffer.from([type, ...parts].join('/')).toString('base64url');
}

const nowhere = () => [
  '',
  'nonsense',
  '../../etc/passwd',
  "' or 1=1 --",
  'é'.repeat(1_000),
  app.slice(0, -2),
  `${app}A`,
  idFromNowhere('App', tenant, 'prod', 'nobody', 'DEPLOYMENT'),
  idFromNowhere('Pod', 'no-cluster', 'no-uid'),
  idFromNowhere('Secret', tenant),
  idFromNowhere('Operation', 'op-1'),
];

async function queries(): Promise<void> {
  const { node } = await client.query(
    typedDocument<{ node: object | null }, { id: string }>('query ($id: ID!) { node(id: $id) { id } }'),
    { id: idFromNowhere('Tenant', 'nobody') },
  );
  expect(node).toBeNull();
  const ids = [...nowhere(), app];
  const { nodes } = await client.query(
    typedDocument<{ nodes: ({ id: string } | null)[] }, { ids: string[] }>(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    ),
    { ids },
  );
  expect(nodes).toEqual([...nowhere().map(() => null), { id: app }]);
  expect(
    await refusalOf('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array.from({ length: 101 }, () => app),
    }),
  ).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('100') });
  for (const paging of ['first: 0', 'first: 501', 'first: -1', 'last: 0', 'first: 1, last: 1']) {
    const { code, message } = await refusalOf(`{ apps(${paging}) { totalCount } }`);
    expect([paging, code]).toEqual([paging, 'BAD_USER_INPUT']);
    expect(message).toMatch(/1 to 500|first.*last|last.*first/);
  }
  expect(await refusalOf('{ apps(after: "bm9uc2Vuc2U") { totalCount } }')).toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringContaining('cursor'),
  });
  expect(await refusalOf('{ appz { totalCount } }')).toMatchObject({
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: expect.stringContaining('Did you mean'),
  });
  expect((await refusalOf('{ apps(')).code).toBe('GRAPHQL_PARSE_FAILED');
}

async function mutations(): Promise<void> {
  const { app: shown } = await client.query(appDocument);
  for (const replicas of [-1, -2_147_483_648]) {
    const { code, path, message } = await problemOf(client.scaleApp({ app, replicas }));
    expect([code, path]).toEqual(['INVALID', ['input', 'replicas']]);
    expect(message).toMatch(/\d/);
  }
  for (const image of ['registry.example.com/shop/api :1', 'a b', '', ' ', ':tag', 'shop/api:', 'shop/UPPER']) {
    const { code, path } = await problemOf(client.deployApp({ app, image }));
    expect([image, code, path]).toEqual([image, 'INVALID', ['input', 'image']]);
  }
  for (const id of [...nowhere(), shown?.environment.id ?? '']) {
    const { code, path } = await problemOf(client.restartApp({ app: id }));
    expect([id, path]).toEqual([id, ['input', 'app']]);
    expect(['NOT_FOUND', 'INVALID']).toContain(code);
  }
  const unknown = await problemOf(client.cancelOperation({ operation: idFromNowhere('Operation', 'op-1') }));
  expect([unknown.code, unknown.path]).toEqual(['NOT_FOUND', ['input', 'operation']]);
  expect(await problemOf(client.restartApp({ app, clusters: ['mars'] }))).toMatchObject({
    path: ['input', 'clusters', '0'],
    message: expect.stringContaining('mars'),
  });
  expect((await problemOf(client.rollbackApp({ app, toRevision: 4_711 }))).message).toContain('4711');
  expect((await problemOf(client.deployApp({ app, image: images.good, deadlineSeconds: -5 }))).path).toEqual([
    'input',
    'deadlineSeconds',
  ]);
}

async function requests(): Promise<void> {
  const query = JSON.stringify({ query: '{ coverage { complete } }' });
  for (const host of ['evil.example', `evil.example:${running.gateway.port}`, '127.0.0.1.nip.io', '169.254.169.254']) {
    const { status, text } = await send(query, { host });
    expect([host, status]).toEqual([host, 403]);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  }
  expect((await send(query, { origin: 'https://evil.example' })).status).toBe(403);
  const large = await send(JSON.stringify({ query: `{ coverage { complete } } #${'x'.repeat(4 * 1024 * 1024)}` }));
  expect(large.status).toBe(413);
  expect(JSON.parse(large.text)).toMatchObject({
    errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'bodyBytes' } }],
  });
  const wide = await send(JSON.stringify({ query: `{ coverage { complete } } #${'x'.repeat(300_000)}` }));
  expect([wide.status, wide.text.includes('documentBytes')]).toEqual([413, true]);
  for (const body of ['', '{', 'null', '[]', '\u0000']) expect((await send(body)).status).toBe(400);
}

describe('bad input', () => {
  it('gets a clear error each, and nothing is lost meanwhile', { timeout: 120_000 }, async () => {
    const events: RolloutEvent[] = [];
    const deploy = operationOf(await client.deployApp({ app, image: images.slow }));
    const watching = (async () => {
      for await (const event of client.watchRollout({ app, untilDone: true })) events.push(event);
    })();
    await Promise.all([queries(), mutations(), requests()]);
    const [ended] = await Promise.all([client.waitForOperation(deploy.id, { timeoutMs: 90_000 }), watching]);

    expect(ended.state).toBe('SUCCEEDED');
    expect(events.at(-1)).toMatchObject({ gap: false, rollout: { phase: 'SUCCEEDED', image: images.slow } });
    const { app: after } = await client.query(appDocument);
    expect(after).toMatchObject({
      image: images.slow,
      replicas: { desired: 2 },
      health: { status: 'HEALTHY' },
      // Nothing of what was refused was started.
      operations: { nodes: [{ id: deploy.id, state: 'SUCCEEDED' }] },
    });
    const { body } = await cluster.request('GET', `/apis/apps/v1/namespaces/${namespace}/deployments/api`);
    expect(body).toMatchObject({ metadata: { generation: 2 } });
  });
});
