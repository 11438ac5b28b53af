import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkloadRef } from '../../domain/clusters/workload-writer.ts';
import type { JsonObject } from '../../lib/json.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { startScriptedServer } from '../fixtures/scripted-server.fixture.ts';
import type { ScriptedServer } from '../fixtures/scripted-server.fixture.ts';
import { projectWorkload } from '../projections/workload.ts';
import { createClusterTransport } from '../transport/cluster-transport.ts';
import type { ClusterTransport } from '../transport/cluster-transport.ts';
import { createServerCredentials } from '../transport/server-credentials.ts';
import { createWorkloadWriter } from './workload-writer.ts';

const ref: WorkloadRef = { kind: 'DEPLOYMENT', namespace: 'shop', name: 'api' };
const raw: JsonObject = { metadata: { name: 'api', namespace: 'shop', uid: 'uid-1' }, spec: { template: {} } };

let server: ScriptedServer;
let transport: ClusterTransport;
const clock = createManualClock();
beforeEach(async () => {
  server = await startScriptedServer();
  transport = createClusterTransport({ credentials: createServerCredentials({ server: server.url }), clock });
});
afterEach(async () => {
  transport.close();
  await server.close();
});

function writer(suspect: () => void = () => undefined) {
  return createWorkloadWriter({ transport, refusal: () => null, suspect }, clock);
}

describe('table: patch defaults to strategic merge, so: explicit patch type and field manager always', () => {
  it.each([
    [false, null],
    [true, 'All'],
  ])('sends a JSON patch under the field manager tenantry (dryRun %j)', async (dryRun, sent) => {
    const operations = [{ op: 'replace', path: '/spec/replicas', value: 3 }] as const;
    const patching = writer().patch(ref, operations, { dryRun });
    const request = await server.next();
    expect(request.method).toBe('PATCH');
    expect(request.path).toBe('/apis/apps/v1/namespaces/shop/deployments/api');
    expect(request.headers['content-type']).toBe('application/json-patch+json');
    expect(request.query.get('fieldManager')).toBe('tenantry');
    expect(request.query.get('dryRun')).toBe(sent);
    expect(JSON.parse(await request.body())).toEqual(operations);
    request.json(200, raw);
    expect(await patching).toMatchObject({ ok: true, value: { raw, workload: { meta: { uid: 'uid-1' } } } });
  });
});

describe('a write whose answer is lost', () => {
  it('is also one that something else than an API server answered: a failure, never an exception', async () => {
    const reading = writer().read(ref);
    (await server.next()).json(200, { status: 'ok' });
    expect(await reading).toMatchObject({ ok: false, failure: { reason: 'UNAVAILABLE', retryable: true } });
    const patching = writer().patch(ref, [], { dryRun: false });
    (await server.next()).json(200, { status: 'ok' });
    expect(await patching).toMatchObject({ ok: false, failure: { reason: 'UNKNOWN_OUTCOME' } });
    const listing = writer().readRevisions(projectWorkload('DEPLOYMENT', raw));
    (await server.next()).json(200, { items: [{ status: 'ok' }] });
    expect(await listing).toMatchObject({ ok: false, failure: { reason: 'UNAVAILABLE' } });
  });

  it('has an unknown outcome, is not repeated, and makes the connection be looked at; a dry run has none', async () => {
    let suspected = 0;
    const own = writer(() => {
      suspected += 1;
    });
    const patching = own.patch(ref, [], { dryRun: false });
    (await server.next()).reset();
    expect(await patching).toMatchObject({ ok: false, failure: { reason: 'UNKNOWN_OUTCOME' } });
    const late = own.patch(ref, [], { dryRun: false });
    await server.next();
    clock.advance(35_000);
    expect(await late).toMatchObject({ ok: false, failure: { reason: 'UNKNOWN_OUTCOME' } });
    const trying = own.patch(ref, [], { dryRun: true });
    (await server.next()).reset();
    expect(await trying).toMatchObject({ ok: false, failure: { reason: 'UNREACHABLE' } });
    expect(server.requests).toHaveLength(3);
    expect(suspected).toBe(3);
  });

  it('fails at once, without a call, while the cluster cannot be reached', async () => {
    const refusal = { reason: 'UNREACHABLE', message: 'away', retryable: true } as const;
    const own = createWorkloadWriter({ transport, refusal: () => refusal, suspect: () => undefined }, clock);
    expect(await own.patch(ref, [], { dryRun: false })).toEqual({ ok: false, failure: refusal });
    expect(server.requests).toHaveLength(0);
  });
});

describe('a dry run whose answer nobody needs any more', () => {
  it('gives its connection back at once, and says nothing of the cluster', async () => {
    let suspected = 0;
    const end = new AbortController();
    const trying = writer(() => {
      suspected += 1;
    }).patch(ref, [], { dryRun: true, signal: end.signal });
    const request = await server.next();
    end.abort();
    expect(await trying).toMatchObject({ ok: false });
    await request.abandoned;
    expect(suspected).toBe(0);
  });
});

describe('table: path parts are not encoded, so: validated and encoded', () => {
  it('calls nothing for a name that leads elsewhere', async () => {
    for (const wrong of [
      { ...ref, name: '../../secrets/x' },
      { ...ref, namespace: 'a/b' },
    ]) {
      expect(await writer().read(wrong)).toMatchObject({ ok: false, failure: { reason: 'INVALID' } });
      expect(await writer().patch(wrong, [], { dryRun: false })).toMatchObject({
        ok: false,
        failure: { reason: 'INVALID' },
      });
    }
    expect(server.requests).toHaveLength(0);
  });
});

describe('readRevisions', () => {
  it('answers those that the workload controls, oldest first, as rollout undo would write them', async () => {
    const replicaSet = (number: string, uid: string): JsonObject => ({
      metadata: {
        name: `api-${number}`,
        namespace: 'shop',
        uid: `rs-${number}`,
        annotations: { 'deployment.kubernetes.io/revision': number },
        ownerReferences: [{ uid, controller: true, kind: 'Deployment', name: 'api', apiVersion: 'apps/v1' }],
      },
      spec: {
        template: {
          metadata: { labels: { app: 'api', 'pod-template-hash': 'x' } },
          spec: { containers: [{ name: 'c', image: number }] },
        },
      },
    });
    const reading = writer().readRevisions(projectWorkload('DEPLOYMENT', raw));
    const first = await server.next();
    expect(first.path).toBe('/apis/apps/v1/namespaces/shop/replicasets');
    first.json(200, { metadata: { continue: 'more' }, items: [replicaSet('10', 'uid-1'), replicaSet('3', 'another')] });
    const second = await server.next();
    expect(second.query.get('continue')).toBe('more');
    second.json(200, { metadata: {}, items: [replicaSet('9', 'uid-1')] });
    const revisions = await reading;
    expect(revisions).toMatchObject({ ok: true, value: [{ record: { number: 9 } }, { record: { number: 10 } }] });
    expect(revisions.ok && revisions.value[0]?.template).toEqual({
      metadata: { labels: { app: 'api' } },
      spec: { containers: [{ name: 'c', image: '9' }] },
    });
  });
});

describe('the quotas of a namespace', () => {
  it('are read with their scopes, in both forms, and with what is used of them', async () => {
    const reading = writer().readQuotas('shop');
    const request = await server.next();
    expect(request.path).toBe('/api/v1/namespaces/shop/resourcequotas');
    const hard = { pods: '4', 'requests.cpu': '2' };
    const scopeSelector = {
      matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }],
    };
    request.json(200, {
      metadata: {},
      items: [
        {
          metadata: { name: 'all', namespace: 'shop', uid: 'q1' },
          spec: { hard, scopes: ['NotTerminating'], scopeSelector },
          status: { hard, used: { pods: '3', 'requests.cpu': '1500m' } },
        },
        { metadata: { name: 'new', namespace: 'shop', uid: 'q2' }, spec: { hard: { pods: '1' } } },
      ],
    });
    expect(await reading).toEqual({
      ok: true,
      value: [
        {
          name: 'all',
          hard,
          used: { pods: '3', 'requests.cpu': '1500m' },
          scopes: [
            { name: 'NotTerminating', operator: 'Exists', values: [] },
            { name: 'PriorityClass', operator: 'In', values: ['high'] },
          ],
        },
        { name: 'new', hard: { pods: '1' }, used: {}, scopes: [] },
      ],
    });
  });

  it('are a failure where they may not be read, or a cluster takes too long: no plan waits long for them', async () => {
    const forbidden = writer().readQuotas('shop');
    (await server.next()).json(403, { kind: 'Status', reason: 'Forbidden' });
    expect(await forbidden).toMatchObject({ ok: false, failure: { reason: 'FORBIDDEN' } });
    const late = writer().readQuotas('shop');
    await server.next();
    clock.advance(2_000);
    expect(await late).toMatchObject({ ok: false, failure: { reason: 'TIMEOUT' } });
    expect(await writer().readQuotas('../shop')).toMatchObject({ ok: false, failure: { reason: 'INVALID' } });
  });
});
