import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AppDocument,
  AuditRecordsDocument,
  AwaitingMyApprovalDocument,
  createClient,
  operationOf,
} from '../../../sdk/src/sdk.ts';
import type { ActionResult, ApprovalRequest, TenantryClient } from '../../../sdk/src/sdk.ts';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { deployment, environmentNamespace, images, uniqueName } from '../../support/workloads.ts';

// Approvals as their users meet them: a gateway with callers and rules, over HTTP and WebSocket, on two real clusters.

const clusters = [sharedCluster('eu-1'), sharedCluster('us-1')];
const tenant = uniqueName('approved');
const names = ['whole', 'moved', 'late', 'rejected', 'glass', 'cancelled', 'restarted'] as const;
const namespaces = [`${tenant}-prod`, `${tenant}-short`];
const folder = mkdtempSync(join(tmpdir(), 'tenantry-approvals-'));
const people = {
  // Who asks also reads the audit.
  dev: { roles: ['operator'], token: newToken(randomBytes) },
  ann: { roles: ['viewer', 'release-manager'], token: newToken(randomBytes) },
  bob: { roles: ['viewer', 'release-manager'], token: newToken(randomBytes) },
  chief: { roles: ['developer', 'chief'], token: newToken(randomBytes) },
};
type Person = keyof typeof people;

let running: GatewayUnderTest;
let clients: Readonly<Record<Person, TenantryClient>>;

beforeAll(async () => {
  const objects = [
    environmentNamespace(`${tenant}-prod`, tenant, 'prod'),
    environmentNamespace(`${tenant}-short`, tenant, 'short'),
    ...names.map((name) => deployment({ namespace: `${tenant}-prod`, name, replicas: 1 })),
    deployment({ namespace: `${tenant}-short`, name: 'late', replicas: 1 }),
  ];
  await Promise.all(clusters.map((cluster) => cluster.apply(...objects)));
  const callers = Object.entries(people).map(([name, { roles, token }]) => {
    return { name, kind: 'USER', roles, tokenHash: hashToken(token) };
  });
  writeFileSync(join(folder, 'callers.yaml'), JSON.stringify({ callers }));
  const rule = { tenants: [tenant], role: 'release-manager', breakGlass: ['chief'] };
  const rules = [
    { ...rule, environments: ['short'], waitSeconds: 1 },
    { ...rule, environments: ['prod'], kinds: ['DEPLOY', 'ROLLBACK'] },
  ];
  writeFileSync(join(folder, 'approvals.yaml'), JSON.stringify({ rules }));
  await start();
}, 120_000);

afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
  await Promise.all(clusters.map((cluster) => cluster.kubectl(['delete', 'namespace', '--wait=false', ...namespaces])));
});

async function start(): Promise<void> {
  running = await startGatewayUnderTest({
    clusters: clusters.map(({ name, kubeconfigPath }) => ({ name, kubeconfig: kubeconfigPath })),
    env: {
      TENANTRY_CALLERS: join(folder, 'callers.yaml'),
      TENANTRY_APPROVALS: join(folder, 'approvals.yaml'),
      DATABASE_URL: `sqlite:${join(folder, 'records.db')}`,
    },
    settleMs: 60_000,
  });
  const { url } = running;
  const clientOf = (person: Person) => createClient({ url, token: people[person].token });
  clients = { dev: clientOf('dev'), ann: clientOf('ann'), bob: clientOf('bob'), chief: clientOf('chief') };
}

async function stop(): Promise<void> {
  await Promise.all(Object.values(clients ?? {}).map((client) => client.close()));
  await running?.close();
}

/** The app, once it runs. */
function healthy(name: string, environment = 'prod') {
  return waitFor(`${name} is healthy`, async () => {
    const { app } = await clients.dev.query(AppDocument, { tenant, environment, name });
    return app?.health.status === 'HEALTHY' && app;
  });
}

async function asked(result: Promise<ActionResult>) {
  const operation = operationOf(await result);
  expect(operation).toMatchObject({ state: 'AWAITING_APPROVAL', startedAt: null, problem: null });
  const { nodes } = (await clients.ann.query(AwaitingMyApprovalDocument, {})).awaitingMyApproval;
  const found = nodes.find(({ id }) => id === operation.id);
  if (found?.plan === undefined || found.plan === null) throw new Error('it does not wait for ann');
  return { operation: operation.id, digest: found.plan.digest, plan: found.plan };
}

const approvalOf = ({ operation, digest }: Awaited<ReturnType<typeof asked>>) => ({ operation, digest });
const refusedAs = (code: string) => ({ kind: 'PROBLEMS', problems: [{ code, retryable: false }] });

async function auditOf(operation: string) {
  const filter = { operations: [operation] };
  const { nodes } = (await clients.dev.query(AuditRecordsDocument, { filter })).auditRecords;
  return nodes.map(({ action, actor, outcome, brokeGlass, reason }) => {
    return { action, by: actor.name, outcome, brokeGlass, reason };
  });
}

describe('an operation that needs an approval', { timeout: 120_000 }, () => {
  it('goes from its request over the approval of another to its rollout, and back', async () => {
    const app = await healthy('whole');
    const told: ApprovalRequest[] = [];
    const ending = new AbortController();
    const telling = (async () => {
      for await (const request of clients.ann.watchApprovalRequests({ signal: ending.signal })) told.push(request);
    })();
    const request = await asked(
      clients.dev.deployApp({ app: app.id, image: images.better, reason: 'release', idempotencyKey: 'r1' }),
    );
    expect(request.plan.changes).toHaveLength(2);
    await waitFor('ann is told', () => told.some(({ id }) => id === request.operation));
    ending.abort();
    await telling.catch(() => null);
    expect((await healthy('whole')).image).toBe(app.image);

    expect(await clients.dev.approveOperation(approvalOf(request))).toMatchObject(refusedAs('FORBIDDEN'));
    expect(await clients.chief.rejectOperation({ operation: request.operation, comment: 'no' })).toMatchObject(
      refusedAs('FORBIDDEN'),
    );
    const stale = { operation: request.operation, digest: 'of another plan' };
    expect(await clients.ann.approveOperation(stale)).toMatchObject(refusedAs('CONFLICT'));
    const approval = { ...approvalOf(request), comment: 'looks good' };
    const twice = await Promise.all([clients.ann.approveOperation(approval), clients.ann.approveOperation(approval)]);
    expect(twice.map((result) => operationOf(result).id)).toEqual([request.operation, request.operation]);
    expect(await clients.dev.waitForOperation(request.operation)).toMatchObject({
      state: 'SUCCEEDED',
      actor: { name: 'dev' },
      approval: {
        required: 1,
        role: 'release-manager',
        approvedAt: expect.any(String),
        decisions: [{ actor: { name: 'ann' }, decision: 'APPROVED', comment: 'looks good', digest: request.digest }],
        breakGlass: null,
      },
    });
    expect((await healthy('whole')).image).toBe(images.better);
    expect(operationOf(await clients.ann.approveOperation(approval)).id).toBe(request.operation);
    expect(await clients.bob.approveOperation(approval)).toMatchObject(refusedAs('CONFLICT'));

    // A rollback by a caller follows the rules, too; scaling does not need an approval here.
    const back = await asked(clients.dev.rollbackApp({ app: app.id }));
    const scaled = operationOf(await clients.dev.scaleApp({ app: app.id, replicas: 2 }));
    expect(await clients.dev.waitForOperation(scaled.id)).toMatchObject({ state: 'SUCCEEDED', approval: null });
    operationOf(await clients.bob.approveOperation(approvalOf(back)));
    expect(await clients.dev.waitForOperation(back.operation)).toMatchObject({ state: 'SUCCEEDED' });
    expect((await healthy('whole')).image).toBe(app.image);
    const records = await auditOf(request.operation);
    expect(records).toEqual(
      expect.arrayContaining([
        { action: 'deployApp', by: 'dev', outcome: 'ACCEPTED', brokeGlass: false, reason: 'release' },
        { action: 'approveOperation', by: 'dev', outcome: 'DENIED', brokeGlass: false, reason: null },
        { action: 'approveOperation', by: 'ann', outcome: 'ACCEPTED', brokeGlass: false, reason: 'looks good' },
      ]),
    );
  });

  it('is void once kubectl has changed what it is about', async () => {
    const app = await healthy('moved');
    const request = await asked(clients.dev.deployApp({ app: app.id, image: images.better }));
    const set = ['-n', `${tenant}-prod`, 'set', 'image', 'deployment/moved', `*=${images.slow}`];
    await clusters[0]?.kubectl(set);
    const outcome = operationOf(await clients.ann.approveOperation(approvalOf(request)));
    expect(outcome).toMatchObject({
      state: 'REJECTED',
      startedAt: null,
      problem: { code: 'CONFLICT', message: expect.stringContaining(images.slow) },
    });
    await waitFor('the change of kubectl', async () => {
      const { app: now } = await clients.dev.query(AppDocument, { tenant, environment: 'prod', name: 'moved' });
      return now?.instances.map(({ image }) => image).includes(images.slow);
    });
    const { instances } = await healthy('moved');
    expect(instances.map(({ image }) => image).toSorted()).toEqual([app.image, images.slow].toSorted());
  });

  it('ends when nobody has approved it in time', async () => {
    const app = await healthy('late', 'short');
    const { id } = operationOf(await clients.dev.restartApp({ app: app.id }));
    expect(await clients.dev.waitForOperation(id)).toMatchObject({
      state: 'REJECTED',
      problem: { code: 'APPROVAL_REQUIRED' },
    });
    expect(await clients.ann.approveOperation({ operation: id, digest: 'x' })).toMatchObject(refusedAs('CONFLICT'));
  });

  it('ends when somebody rejects it, or whoever asked cancels it', async () => {
    const request = await asked(
      clients.dev.deployApp({ app: (await healthy('rejected')).id, image: images.better, idempotencyKey: 'no' }),
    );
    expect(await clients.ann.rejectOperation({ operation: request.operation, comment: '' })).toMatchObject(
      refusedAs('INVALID'),
    );
    const rejection = { operation: request.operation, comment: 'not before Monday', idempotencyKey: 'k' };
    for (let times = 0; times < 2; times += 1) {
      expect(operationOf(await clients.ann.rejectOperation(rejection))).toMatchObject({
        id: request.operation,
        state: 'REJECTED',
        problem: { code: 'POLICY_DENIED', message: 'Rejected by ann: not before Monday' },
      });
    }
    const other = await asked(clients.dev.deployApp({ app: (await healthy('cancelled')).id, image: images.better }));
    expect(operationOf(await clients.dev.cancelOperation({ operation: other.operation }))).toMatchObject({
      state: 'CANCELLED',
    });
    for (const past of [request, other]) {
      expect(await clients.bob.approveOperation(approvalOf(past))).toMatchObject(refusedAs('CONFLICT'));
    }
  });

  it('goes ahead without one for those who may, with a reason, which stays to be seen', async () => {
    const app = await healthy('glass');
    const input = { app: app.id, image: images.better, breakGlass: true };
    expect(await clients.dev.deployApp({ ...input, reason: 'the shop is down' })).toMatchObject(refusedAs('FORBIDDEN'));
    expect(await clients.chief.deployApp(input)).toMatchObject({
      problems: [{ code: 'INVALID', path: ['input', 'reason'] }],
    });
    const { id } = operationOf(await clients.chief.deployApp({ ...input, reason: 'the shop is down' }));
    expect(await clients.dev.waitForOperation(id)).toMatchObject({
      state: 'SUCCEEDED',
      approval: { decisions: [], breakGlass: { by: { name: 'chief' }, reason: 'the shop is down' } },
    });
    expect(await auditOf(id)).toEqual([
      { action: 'deployApp', by: 'chief', outcome: 'ACCEPTED', brokeGlass: true, reason: 'the shop is down' },
    ]);
  });

  it('is told by a dry run, and outlives the gateway', async () => {
    const app = await healthy('restarted');
    const planned = await clients.dev.deployApp({ app: app.id, image: images.better, dryRun: true });
    expect(planned).toMatchObject({ kind: 'PLAN', plan: { warnings: [{ code: 'APPROVAL_REQUIRED' }] } });
    const request = await asked(clients.dev.deployApp({ app: app.id, image: images.better }));
    expect(planned.kind === 'PLAN' && planned.plan.digest).toBe(request.digest);
    await stop();
    await start();
    const waiting = (await clients.ann.query(AwaitingMyApprovalDocument, {})).awaitingMyApproval;
    expect(waiting).toMatchObject({ totalCount: 1, nodes: [{ id: request.operation }] });
    operationOf(await clients.ann.approveOperation(approvalOf(request)));
    expect(await clients.dev.waitForOperation(request.operation)).toMatchObject({ state: 'SUCCEEDED' });
  });
});
