import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createClient,
  CreateFreezeDocument,
  EndFreezeDocument,
  FreezesDocument,
  operationOf,
  typedDocument,
} from '../../../sdk/src/sdk.ts';
import type { ActionResult, CreateFreezeInput, FreezeDetailsFragment, TenantryClient } from '../../../sdk/src/sdk.ts';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { deployment, environmentNamespace, images, uniqueName } from '../../support/workloads.ts';

// Freezes as their users meet them: a gateway with callers, over HTTP and WebSocket, on two real clusters.

const clusters = [
  { cluster: sharedCluster('eu-1'), region: 'eu' },
  { cluster: sharedCluster('us-1'), region: 'us' },
] as const;
const [tenant, other] = [uniqueName('frozen'), uniqueName('free')];
const folder = mkdtempSync(join(tmpdir(), 'tenantry-callers-'));
const tokens = { ann: newToken(randomBytes), bob: newToken(randomBytes) };

let running: GatewayUnderTest;
let admin: TenantryClient;
let developer: TenantryClient;

beforeAll(async () => {
  const objects = [tenant, other].flatMap((name) => [
    environmentNamespace(`${name}-prod`, name, 'prod'),
    ...['api', 'web'].map((app) => deployment({ namespace: `${name}-prod`, name: app, replicas: 1 })),
  ]);
  await Promise.all(clusters.map(({ cluster }) => cluster.apply(...objects)));
  const callers = join(folder, 'callers.yaml');
  const entry = (name: keyof typeof tokens, roles: readonly string[]) => {
    return { name, kind: 'USER', roles, tokenHash: hashToken(tokens[name]) };
  };
  const entries = [entry('ann', ['platform-administrator']), entry('bob', ['developer'])];
  writeFileSync(callers, JSON.stringify({ callers: entries }));
  running = await startGatewayUnderTest({
    clusters: clusters.map(({ cluster, region }) => {
      return { name: cluster.name, kubeconfig: cluster.kubeconfigPath, labels: { region } };
    }),
    env: { TENANTRY_CALLERS: callers },
    settleMs: 60_000,
  });
  admin = clientOf(tokens.ann);
  developer = clientOf(tokens.bob);
}, 120_000);

afterAll(async () => {
  await Promise.all([admin?.close(), developer?.close()]);
  await running?.close();
  rmSync(folder, { recursive: true, force: true });
  const namespaces = [`${tenant}-prod`, `${other}-prod`];
  await Promise.all(
    clusters.map(({ cluster }) => cluster.kubectl(['delete', 'namespace', '--wait=false', ...namespaces])),
  );
});

function clientOf(token: string): TenantryClient {
  const authorization = `Bearer ${token}`;
  return createClient({ url: running.url, headers: { authorization }, connectionParams: { authorization } });
}

interface Shown {
  readonly id: string;
  readonly image: string | null;
  readonly health: { readonly status: string };
  readonly freezes: readonly { readonly id: string; readonly state: string }[];
  readonly environment: { readonly freezes: readonly { readonly id: string }[] };
}
const appDocument = typedDocument<{ app: Shown | null }, { tenant: string; name: string }>(`
  query ($tenant: String!, $name: String!) {
    app(tenant: $tenant, environment: "prod", name: $name) {
      id image health { status } freezes { id state } environment { freezes { id } }
    }
  }
`);

async function shown(of: string, name = 'api'): Promise<Shown> {
  const { app } = await developer.query(appDocument, { tenant: of, name });
  if (app === null) throw new Error(`${name} of ${of} is not there`);
  return app;
}

/** The app's id, once it runs. */
async function healthyApp(of: string, name = 'api'): Promise<string> {
  return waitFor(`${name} of ${of} is healthy`, async () => {
    const { id, health } = await shown(of, name);
    return health.status === 'HEALTHY' && id;
  });
}

async function freeze(input: Partial<CreateFreezeInput> = {}): Promise<FreezeDetailsFragment> {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const whole = { reason: 'Black Friday', until, scope: { tenants: [tenant] }, ...input };
  const { createFreeze } = await admin.mutate(CreateFreezeDocument, { input: whole });
  if (createFreeze.freeze === null) throw new Error(JSON.stringify(createFreeze.problems));
  return createFreeze.freeze;
}

async function end(...freezes: readonly FreezeDetailsFragment[]): Promise<void> {
  for (const { id } of freezes) {
    const { endFreeze } = await admin.mutate(EndFreezeDocument, { input: { freeze: id } });
    expect(endFreeze).toMatchObject({ freeze: { id, state: 'OVER', endedBy: { name: 'ann' } }, problems: [] });
  }
}

const succeeds = async (result: Promise<ActionResult>) => {
  const { id } = operationOf(await result);
  expect(await developer.waitForOperation(id)).toMatchObject({ state: 'SUCCEEDED', problem: null });
};
const frozenBecause = (reason: string) => ({
  kind: 'PROBLEMS',
  problems: [{ code: 'FROZEN', retryable: false, message: expect.stringContaining(reason) }],
});

describe('a freeze', { timeout: 120_000 }, () => {
  it('refuses a deploy with its reason and its end, lets what runs go on, and leaves another tenant alone', async () => {
    const [app, web, free] = [await healthyApp(tenant), await healthyApp(tenant, 'web'), await healthyApp(other)];
    const going = developer.deployApp({ app, image: images.slow });
    const { id } = operationOf(await going);
    const made = await freeze();
    const refused = await developer.deployApp({ app: web, image: images.better });
    expect(refused).toMatchObject(frozenBecause(`${tenant}/prod is frozen until ${made.until}: Black Friday.`));
    expect(await developer.restartApp({ app: web })).toMatchObject(frozenBecause('Black Friday'));
    await succeeds(developer.deployApp({ app: free, image: images.better }));
    expect(await developer.waitForOperation(id)).toMatchObject({ state: 'SUCCEEDED' });

    expect(await shown(tenant)).toMatchObject({
      image: images.slow,
      freezes: [{ id: made.id, state: 'ACTIVE' }],
      environment: { freezes: [{ id: made.id }] },
    });
    expect(await shown(tenant, 'web')).toMatchObject({ image: images.good });
    expect((await shown(other)).freezes).toEqual([]);

    const planned = await developer.deployApp({ app: web, image: images.better, dryRun: true });
    expect(planned).toMatchObject({ kind: 'PLAN', plan: { changes: [{}, {}], warnings: [{ code: 'FROZEN' }] } });
    await end(made);
    expect((await shown(tenant)).freezes).toEqual([]);
    await succeeds(developer.deployApp({ app: web, image: images.better }));
  });

  it('lets a rollback pass only where every freeze says so', async () => {
    const app = await healthyApp(tenant);
    const image = `${images.better}-wrong`;
    await succeeds(developer.deployApp({ app, image }));
    const before = (await shown(tenant)).image;
    const allowing = await freeze({ allowsRollbacks: true });
    const strict = await freeze({ reason: 'The database moves', scope: null });
    expect(await developer.rollbackApp({ app })).toMatchObject(frozenBecause('The database moves'));
    expect((await shown(tenant)).image).toBe(before);
    await end(strict);
    expect(await developer.deployApp({ app, image: images.good })).toMatchObject(frozenBecause('Black Friday'));
    await succeeds(developer.rollbackApp({ app }));
    expect((await shown(tenant)).image).not.toBe(image);
    await end(allowing);
  });

  it('tells the end of the last one, and which clusters can be left out', async () => {
    const app = await healthyApp(tenant);
    const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();
    const inRegion = (region: string) => ({ tenants: [tenant], clusterLabels: [{ key: 'region', value: region }] });
    const short = await freeze({ scope: inRegion('eu'), until: hours(1) });
    const long = await freeze({ scope: inRegion('eu'), until: hours(2), reason: 'Inventory' });
    const refused = await developer.scaleApp({ app, replicas: 2 });
    expect(refused).toMatchObject({
      kind: 'PROBLEMS',
      problems: [{ code: 'FROZEN', cluster: { name: 'eu-1' }, message: expect.stringContaining('only us-1') }],
    });
    expect(refused).toMatchObject(frozenBecause(`until ${long.until}: Inventory`));
    await succeeds(developer.scaleApp({ app, replicas: 2, clusters: ['us-1'] }));
    await end(short, long);
    await succeeds(developer.scaleApp({ app, replicas: 1 }));
  });

  it('ends what waits in the queue, with nothing written to any cluster', async () => {
    const app = await healthyApp(tenant, 'web');
    const { image } = await shown(tenant, 'web');
    const first = operationOf(await developer.deployApp({ app, image: images.neverReady }));
    const second = operationOf(await developer.deployApp({ app, image: images.better }));
    expect(second.state).toBe('PENDING');
    const made = await freeze({ allowsRollbacks: true });
    await developer.cancelOperation({ operation: first.id });
    const done = await developer.waitForOperation(second.id);
    expect(done).toMatchObject({ state: 'FAILED', startedAt: null, problem: { code: 'FROZEN' } });
    expect(done.steps).toMatchObject([{ problem: { code: 'FROZEN' } }, { problem: { code: 'FROZEN' } }]);
    for (const { cluster } of clusters) {
      const { stdout } = await cluster.kubectl(['get', 'deployment/web', '-n', `${tenant}-prod`, '-o', 'json']);
      expect(stdout).toContain(images.neverReady);
      expect(stdout).not.toContain(second.id);
    }
    await succeeds(developer.rollbackApp({ app }));
    expect((await shown(tenant, 'web')).image).toBe(image);
    await end(made);
  });

  it('is for platform administrators to make and end; others see it, and so does the audit', async () => {
    const input = { reason: 'Mine', until: new Date(Date.now() + 3_600_000).toISOString() };
    const denied = { freeze: null, problems: [{ code: 'FORBIDDEN' }] };
    expect((await developer.mutate(CreateFreezeDocument, { input })).createFreeze).toMatchObject(denied);
    const keyed = { ...input, scope: { tenants: [tenant] }, idempotencyKey: uniqueName('key') };
    const [made, again] = [await freeze(keyed), await freeze(keyed)];
    expect(again.id).toBe(made.id);
    const ending = { input: { freeze: made.id } };
    expect((await developer.mutate(EndFreezeDocument, ending)).endFreeze).toMatchObject(denied);
    const filter = { states: ['ACTIVE' as const], tenants: [tenant] };
    expect((await developer.query(FreezesDocument, { filter })).freezes).toMatchObject({
      nodes: [{ id: made.id, reason: 'Mine', createdBy: { name: 'ann' } }],
      totalCount: 1,
    });
    await end(made);
    const text = `query ($tenant: String!) { tenant(name: $tenant) { audit(first: 2) { nodes { action actor { name } outcome } } } }`;
    const audit = typedDocument<{ tenant: { audit: { nodes: object[] } } }, { tenant: string }>(text);
    expect((await admin.query(audit, { tenant })).tenant.audit.nodes).toEqual([
      { action: 'endFreeze', actor: { name: 'ann' }, outcome: 'ACCEPTED' },
      { action: 'createFreeze', actor: { name: 'ann' }, outcome: 'ACCEPTED' },
    ]);
  });
});
