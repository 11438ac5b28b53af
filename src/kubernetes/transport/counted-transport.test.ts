import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import { startScriptedServer } from '../fixtures/scripted-server.fixture.ts';
import type { ScriptedServer } from '../fixtures/scripted-server.fixture.ts';
import { createPrometheusObserver } from '../prometheus-observer.ts';
import { createClusterTransport } from './cluster-transport.ts';
import type { ClusterTransport } from './cluster-transport.ts';
import { countedTransport } from './counted-transport.ts';
import { createServerCredentials } from './server-credentials.ts';

let server: ScriptedServer;
let transport: ClusterTransport;
let metrics: Registry;
beforeEach(async () => {
  server = await startScriptedServer();
  metrics = new Registry();
  const credentials = createServerCredentials({ server: server.url });
  const calls = createClusterTransport({ credentials, clock: systemClock });
  transport = countedTransport(calls, 'eu', createPrometheusObserver(metrics));
});
afterEach(async () => {
  transport.close();
  await server.close();
});

const get = (path: string) => ({ path, query: {}, what: 'ask', deadlineMs: 20_000 });

async function waiting(pool: string): Promise<number | undefined> {
  const told = await metrics.getSingleMetricAsString('tenantry_cluster_calls');
  const [, count] = new RegExp(`cluster="eu",pool="${pool}"\\} (\\d+)`).exec(told) ?? [];
  return count === undefined ? undefined : Number(count);
}

it('tells how many calls wait for their answer, those without a connection too, and none that is answered or has failed', async () => {
  const asked = Array.from({ length: 20 }, () => transport.call(get('/version')));
  const [first, second] = [await server.next(), await server.next()];
  // 8 of them have a connection.
  expect(await waiting('calls')).toBe(20);
  first.json(200, {});
  second.reset();
  await Promise.race(asked);
  for (let left = 18; left > 0; left -= 1) (await server.next()).json(200, {});
  await Promise.all(asked);
  expect(await waiting('calls')).toBe(0);
  expect(await waiting('logs')).toBeUndefined();
});

it('counts a stream until it begins', async () => {
  const opening = transport.open(get('/log'), 'logs', new AbortController().signal);
  const request = await server.next();
  expect(await waiting('logs')).toBe(1);
  await request.stream().raw('a line\n');
  const opened = await opening;
  expect(await waiting('logs')).toBe(0);
  expect(opened.ok).toBe(true);
  if (opened.ok) opened.value.close();
});
