import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { PodUsage } from '../../domain/clusters/cluster-usage.ts';
import { createGate } from '../../lib/gate.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { createTurns } from '../../lib/turns.ts';
import { startScriptedServer } from '../fixtures/scripted-server.fixture.ts';
import type { ScriptedRequest } from '../fixtures/scripted-server.fixture.ts';
import { createClusterTransport } from '../transport/cluster-transport.ts';
import { createServerCredentials } from '../transport/server-credentials.ts';
import { projectPodUsage } from './project-usage.ts';
import { createUsagePoller } from './usage-poller.ts';

const root = '/apis/metrics.k8s.io/v1beta1';
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** How a poller waits with `random` at a half: after an answer, after failures, and where there is nothing to ask. */
const afterAnswer = 15_000;
const afterFailures = [11_250, 22_500, 45_000, 45_000];
const afterMissing = 45_000;

async function start() {
  const server = await startScriptedServer();
  closing.push(() => server.close());
  const clock = createManualClock();
  const transport = createClusterTransport({ credentials: createServerCredentials({ server: server.url }), clock });
  closing.push(() => transport.close());
  const gate = createGate();
  const ending = new AbortController();
  closing.push(() => ending.abort());
  const poller = createUsagePoller<PodUsage>({
    plural: 'pods',
    project: projectPodUsage,
    transport,
    gate,
    clock,
    random: () => 0.5,
    turns: createTurns(),
  });
  const asked = (path: string) => server.next((request) => request.path === path);
  /** Takes the next poll up to its list; the API is said to be there where that is asked. */
  const discovered = async () => {
    const discovery = await asked(root);
    discovery.json(200, { kind: 'APIResourceList', resources: [{ name: 'nodes' }, { name: 'pods' }] });
    return asked(`${root}/pods`);
  };
  const nextWait = (delayMs: number) => clock.waited((each) => each === delayMs);
  void poller.run(ending.signal);
  return { server, clock, gate, poller, table: poller.table, asked, discovered, nextWait, ending };
}

function list(...pods: readonly (readonly [namespace: string, name: string, cpu: string])[]) {
  const items = pods.map(([namespace, name, cpu]) => ({
    metadata: { name, namespace },
    timestamp: '2026-01-01T00:00:00Z',
    window: '15s',
    containers: [{ name: 'main', usage: { cpu, memory: '1Mi' } }],
  }));
  return { kind: 'PodMetricsList', apiVersion: 'metrics.k8s.io/v1beta1', metadata: {}, items };
}

const cpuOf = (sample: PodUsage | undefined) => sample?.containers.get('main')?.cpu;

describe('the poller of a metrics API', () => {
  it('asks nothing before the cluster may be called, then once an interval, one request at a time', async () => {
    const { server, clock, gate, table, asked, discovered, nextWait } = await start();
    expect(table).toMatchObject({ availability: { status: 'SYNCING' }, freshness: { observedAt: null, stale: true } });
    expect(server.requests).toEqual([]);
    gate.open();
    const first = await discovered();
    clock.advance(2_000);
    first.json(200, list(['a', 'web', '250m'], ['b', 'web', '1']));
    // From the beginning of one to that of the next.
    await nextWait(afterAnswer - 2_000);
    expect(table).toMatchObject({ availability: { status: 'SYNCED' }, size: 2, freshness: { stale: false } });
    expect(cpuOf(table.find('a', 'web'))).toBe(0.25);
    expect(cpuOf(table.find('b', 'web'))).toBe(1);
    expect(server.requests).toHaveLength(2);
    clock.advance(afterAnswer - 2_000);
    (await asked(`${root}/pods`)).json(200, list(['b', 'web', '2']));
    await nextWait(afterAnswer);
    expect(table.find('a', 'web')).toBeUndefined();
    expect(cpuOf(table.find('b', 'web'))).toBe(2);
    // What is there was discovered once.
    expect(server.requests).toHaveLength(3);
  });

  it('says that there is none, and sees it come and go', async () => {
    const { clock, gate, table, asked, discovered, nextWait } = await start();
    gate.open();
    (await asked(root)).fail(404, 'NotFound');
    await nextWait(afterMissing);
    expect(table.availability).toEqual({
      status: 'MISSING',
      since: clock.now(),
      message: 'it serves no pods.metrics.k8s.io: install metrics-server, or another metrics API',
    });
    clock.advance(afterMissing);
    (await discovered()).json(200, list(['a', 'web', '1']));
    await nextWait(afterAnswer);
    expect(table.size).toBe(1);
    clock.advance(afterAnswer);
    (await asked(`${root}/pods`)).fail(404, 'NotFound');
    await nextWait(afterMissing);
    // Nobody measures any more: what was measured is not shown on.
    expect(table).toMatchObject({ availability: { status: 'MISSING' }, size: 0 });
  });

  it('keeps what it knows for some minutes while the API fails, backing off', async () => {
    const { clock, gate, table, asked, discovered, nextWait } = await start();
    gate.open();
    (await discovered()).json(200, list(['a', 'web', '1']));
    await nextWait(afterAnswer);
    const observedAt = clock.now();
    clock.advance(afterAnswer);
    let next: Promise<ScriptedRequest> = asked(`${root}/pods`);
    for (const waitMs of afterFailures) {
      (await next).fail(503, 'ServiceUnavailable', 'no endpoints');
      await nextWait(waitMs);
      expect(table.freshness).toEqual({ observedAt, stale: true });
      expect(cpuOf(table.find('a', 'web'))).toBe(1);
      clock.advance(waitMs);
      // After a failure it is asked again whether the API is there.
      next = asked(root);
    }
    expect(table.availability).toMatchObject({
      status: 'FAILING',
      since: observedAt + afterAnswer,
      message: 'the API server failed at discover metrics.k8s.io (503): no endpoints',
    });
    clock.advance(300_000);
    expect(table).toMatchObject({ size: 0 });
    expect(table.find('a', 'web')).toBeUndefined();
    (await next).reset();
  });

  it('tells what it may not read from what is not there', async () => {
    const { gate, table, discovered, nextWait } = await start();
    gate.open();
    const message =
      'pods.metrics.k8s.io is forbidden: User "u" cannot list resource "pods" in API group "metrics.k8s.io"';
    (await discovered()).fail(403, 'Forbidden', `${message} at the cluster scope`);
    await nextWait(afterMissing);
    expect(table.availability).toMatchObject({
      status: 'FORBIDDEN',
      message:
        'these credentials may not list and watch pods.metrics.k8s.io in the whole cluster: grant that right in a Role or ClusterRole',
    });
  });

  it.each([
    ['a page of HTML', '<html><body>gateway</body></html>'],
    ['another JSON', '{"hello":"world"}'],
    ['half a list', '{"items":[{"metadata":{"name":"web"'],
    ['an item that is no JSON', '{"items":[{"metadata":}]}'],
    ['an endless item', `{"items":[{"metadata":"${'x'.repeat(2 ** 21)}`],
  ])('is not taken in by %s', async (_what, body) => {
    const { gate, table, discovered, nextWait } = await start();
    gate.open();
    const stream = (await discovered()).stream();
    await stream.raw(body);
    stream.end();
    await nextWait(afterFailures[0] ?? 0);
    expect(table.availability).toMatchObject({
      status: 'FAILING',
      message: expect.stringContaining('is not the metrics API'),
    });
    expect(JSON.stringify(table.availability).length).toBeLessThan(500);
  });

  it('waits no longer than its deadline, also for a list that never ends', async () => {
    const { clock, gate, table, discovered, nextWait } = await start();
    gate.open();
    const stream = (await discovered()).stream();
    await stream.raw('{"items":[');
    // The headers have come when only the whole of it is waited for.
    while (clock.pending().length !== 1) await setImmediate();
    clock.advance(9_000);
    await stream.raw(' ');
    clock.advance(1_000);
    await nextWait(1_250);
    expect(table.availability).toMatchObject({
      status: 'FAILING',
      message: 'no answer to list pods.metrics.k8s.io within 10 s',
    });
  });

  it('rests while the cluster may not be called, and asks at once when it is back', async () => {
    const { clock, gate, poller, table, asked, discovered, nextWait, server } = await start();
    gate.open();
    (await discovered()).json(200, list(['a', 'web', '1']));
    await nextWait(afterAnswer);
    gate.shut();
    expect(table.freshness.stale).toBe(true);
    clock.advance(60_000);
    await Promise.resolve();
    expect(server.requests).toHaveLength(2);
    gate.open();
    poller.hurry();
    (await asked(`${root}/pods`)).json(200, list(['a', 'web', '3']));
    await nextWait(afterAnswer);
    expect(cpuOf(table.find('a', 'web'))).toBe(3);
    gate.shut();
    gate.open();
    poller.hurry();
    (await asked(`${root}/pods`)).json(200, list(['a', 'web', '4']));
    await nextWait(afterAnswer);
    expect(cpuOf(table.find('a', 'web'))).toBe(4);
  });
});
