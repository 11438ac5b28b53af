import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken, newToken } from '../../src/auth/caller-token.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';
import type { GatewayProcess } from '../support/gateway-process.ts';
import { waitFor } from '../support/wait-for.ts';
import type { FloodOrder } from './hostile/flood.ts';
import { hostileOperations } from './hostile/operations.ts';
import { cpuMsOf, residentMbOf } from './hostile/process-cost.ts';
import { openWaysIn } from './hostile/ways-in.ts';

const seed = Number(process.env['TENANTRY_HOSTILE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const count = 1_000;
/** Server CPU that one operation may take, in milliseconds. */
const mostCpuMs = 50;
/** How often an operation that seems dear is tried. */
const attempts = 3;
/** What seems dear: far below what it may cost, so that the figures told are its own. In milliseconds. */
const dearMs = 25;
/** What a quiet gateway may have grown by after all of them, in megabytes. */
const mostGrowthMb = 400;

/** About a minute where nothing else runs; on a busy machine many times that. In milliseconds. */
const timeout = 400_000;

const mallory = newToken(randomBytes);
const mia = newToken(randomBytes);
const honestQuery = JSON.stringify({
  query: '{ apps(first: 50) { totalCount nodes { id name health { status } instances { cluster { name } image } } } }',
});

describe(`${count} hostile operations (TENANTRY_HOSTILE_SEED=${seed})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-hostile-'));
  let gateway: GatewayProcess;
  let url: string;

  beforeAll(async () => {
    const callers = join(folder, 'callers.yaml');
    const entry = (name: string, token: string) => ({
      name,
      kind: 'TOKEN',
      roles: ['platform-administrator'],
      tokenHash: hashToken(token),
    });
    writeFileSync(callers, JSON.stringify({ callers: [entry('mallory', mallory), entry('mia', mia)] }));
    gateway = startGatewayProcess([], { TENANTRY_CALLERS: callers, LOG_LEVEL: 'error' });
    url = await gateway.url();
  });
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'cost none more than 50 ms of CPU on HTTP, WebSocket or SSE, and bounded memory',
    { timeout },
    async ({ annotate }) => {
      const operations = hostileOperations(count, seed);
      const waysIn = openWaysIn(url, mallory);
      const costs = (['HTTP', 'SSE', 'WebSocket'] as const).flatMap((way) =>
        operations.map((operation) => ({ way, operation, name: operation.name, cpuMs: Infinity, answer: '' })),
      );
      // What every program does once: compile what it runs.
      for (const operation of operations.slice(0, 150)) {
        for (const way of ['HTTP', 'SSE', 'WebSocket'] as const) await waysIn[way](operation);
      }
      const before = residentMbOf(gateway.pid);
      // An operation pays for whatever the process does meanwhile: one in sixty for a garbage collection of 20 to 100 ms, most of it
      // in other threads, for what all before it left behind. So those that seem dear are tried again, after all others.
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        for (const cost of costs.filter(({ cpuMs }) => cpuMs > dearMs)) {
          const start = cpuMsOf(gateway.pid);
          cost.answer = await waysIn[cost.way](cost.operation);
          cost.cpuMs = Math.min(cost.cpuMs, cpuMsOf(gateway.pid) - start);
        }
      }
      waysIn.close();
      const grown = residentMbOf(gateway.pid) - before;
      const worst = costs.toSorted((one, other) => other.cpuMs - one.cpuMs).slice(0, 5);
      const figures = worst.map(
        ({ way, name, cpuMs, answer }) => `${cpuMs.toFixed(1)} ms ${way} ${name}: ${answer.slice(0, 100)}`,
      );
      await annotate(`seed ${seed}; memory grew by ${grown.toFixed(0)} MB; dearest:\n${figures.join('\n')}`);
      expect(costs).toHaveLength(3 * count);
      expect(costs.filter(({ cpuMs }) => cpuMs > mostCpuMs).map(({ way, name, cpuMs }) => [way, name, cpuMs])).toEqual(
        [],
      );
      expect(
        costs
          .filter(({ answer }) => answer.includes('INTERNAL_SERVER_ERROR') || answer.startsWith('500'))
          .map(({ way, name, answer }) => [way, name, answer]),
      ).toEqual([]);
      expect(grown).toBeLessThan(mostGrowthMb);
    },
  );

  it('leave honest callers at their speed, though many come at once', { timeout }, async ({ annotate }) => {
    const honest = openWaysIn(url, mia);
    const medianMs = async (requests: number): Promise<number> => {
      const times: number[] = [];
      for (let request = 0; request < requests; request += 1) {
        const start = performance.now();
        expect(await honest.HTTP({ name: 'honest', body: Buffer.from(honestQuery) })).toMatch(/^200 \{"data"/);
        times.push(performance.now() - start);
      }
      return times.toSorted((one, other) => one - other)[requests >> 1] ?? Infinity;
    };
    await medianMs(200);
    const alone = await medianMs(200);
    const answered = new Int32Array(new SharedArrayBuffer(4));
    const order: FloodOrder = { url, token: mallory, seed, atOnce: 48, answered };
    const flood = new Worker(new URL('./hostile/flood.ts', import.meta.url), { workerData: order });
    await waitFor('the flood is there', () => Promise.resolve(Atomics.load(answered, 0) >= 100));
    const before = Atomics.load(answered, 0);
    const start = performance.now();
    const during = await medianMs(200);
    // One after the other, and the honest ones between them.
    const hostileMs = (performance.now() - start) / (Atomics.load(answered, 0) - before);
    const residentMb = residentMbOf(gateway.pid);
    await flood.terminate();
    honest.close();
    await annotate(
      `alone ${alone.toFixed(1)} ms, in a flood of 48 at once ${during.toFixed(1)} ms (a hostile operation was answered each ${hostileMs.toFixed(1)} ms); ${residentMb.toFixed(0)} MB`,
    );
    // It waits for what runs when it comes; in one line with all others it would wait for 48 of them. Seen: 0.7 to 1.1.
    expect((during - alone) / hostileMs).toBeLessThan(3);
    expect(residentMb).toBeLessThan(1_200);
  });
});
