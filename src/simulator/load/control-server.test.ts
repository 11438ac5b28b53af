import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { startControlServer } from './control-server.ts';
import { startLoadFleet } from './load-fleet.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function start() {
  const clock = createManualClock(0);
  const fleet = await startLoadFleet({ clusters: 2, deployments: 20, formats: ['json'], clock, log: silentLog });
  open.push(() => fleet.close());
  const control = await startControlServer(fleet, silentLog);
  open.push(() => control.close());
  return async (method: string, path: string) => {
    const response = await fetch(`${control.url}${path}`, { method });
    return [response.status, await response.json()] as const;
  };
}

it.each([
  ['PUT', '/clusters/load-003/away', 'No cluster is called load-003; there are load-001 to load-002.'],
  ['PUT', '/clusters/load-001/gone', 'PUT /clusters/NAME/(serving|black-hole|away)'],
  ['POST', '/burst/8193', 'POST /burst/EVENTS_PER_CLUSTER (at most 8192)'],
  ['PUT', '/churn/fast', 'PUT /churn/EVENTS_PER_SECOND'],
])('says to %s %s what can be asked', async (method, path, said) => {
  const ask = await start();
  expect(await ask(method, path)).toEqual([404, { error: expect.stringContaining(said) as string }]);
});

it('goes on where a cluster cannot come back, whose port is taken, and brings it back when it can', async () => {
  const ask = await start();
  const [, { url }] = (await ask('PUT', '/clusters/load-002/away')) as readonly [number, { readonly url: string }];
  const port = Number(new URL(url).port);
  const other = createServer().listen(port, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  expect((other.address() as AddressInfo).port).toBe(port);

  const taken = await ask('PUT', '/clusters/load-002/serving');
  expect(taken).toEqual([500, { error: expect.stringContaining('EADDRINUSE') as string }]);
  expect(await ask('GET', '/clusters')).toMatchObject([200, [{ mode: 'serving' }, { mode: 'away' }]]);

  await new Promise((resolve) => other.close(resolve));
  expect(await ask('PUT', '/clusters/load-002/serving')).toMatchObject([200, { mode: 'serving' }]);
  expect((await fetch(`${url}/version`)).status).toBe(200);
});
