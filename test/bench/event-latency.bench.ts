// Goal 4. How much later than a raw watch a subscriber has an event: a PATCH to a real API server, its MODIFIED line on a watch of this
// process, and the `next` message of the rollout stream over a WebSocket of this process, from a gateway that runs as it does for an
// operator, with a caller's token, roles and limits. One subscriber, and the last of 100; the number of events may be given.
import { once } from 'node:events';
import { request } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { waitFor } from '../support/wait-for.ts';
import { deployment, environmentNamespace } from '../support/workloads.ts';
import { clientFrame, openBareSocket } from './bare-socket.ts';
import { atMost, tell } from './figures.ts';
import { startGateway } from './load-process.ts';
import type { GatewayProcess } from './load-process.ts';
import { median } from './median.ts';

const events = Number(process.argv[2] ?? 40);
const warmUp = 10;
const namespace = 'acme-prod';
const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;

/** When something was seen that says so many replicas, in milliseconds; for whoever asks before. */
class Sightings {
  readonly #waiting = new Map<string, (at: number) => void>();

  next(sign: string): Promise<number> {
    return new Promise((resolve) => this.#waiting.set(sign, resolve));
  }

  saw(text: string | Buffer): void {
    const at = performance.now();
    for (const [sign, resolve] of this.#waiting) {
      if (!text.includes(sign)) continue;
      this.#waiting.delete(sign);
      resolve(at);
    }
  }
}

const cluster = await startControlPlane({ name: 'bench', version: '1.36', nodes: 1 });
let exitCode = 0;
try {
  using gateway = await startGateway(cluster.kubeconfigPath);
  await bench(gateway);
  await gateway.stop();
} catch (error) {
  console.error(error);
  exitCode = 1;
} finally {
  await cluster.stop();
}
process.exit(exitCode);

async function bench(gateway: GatewayProcess): Promise<void> {
  await cluster.apply(
    environmentNamespace(namespace, 'acme', 'prod'),
    deployment({ namespace, name: 'web', replicas: 1 }),
  );
  const app = await waitFor('the app is there', async () => {
    const found = '{ app(tenant: "acme", environment: "prod", name: "web") { id health { status } } }';
    const answer = await gateway.ask<{ app: { id: string; health: { status: string } } | null }>(found);
    return answer.app?.health.status === 'HEALTHY' ? answer.app : null;
  });
  const raw = new Sightings();
  await openWatch(cluster, raw);
  const readers = [new Sightings()];
  await open(gateway, app.id, readers[0]);
  const one = await measure(raw, readers);
  while (readers.length < 100) {
    const reader = new Sightings();
    readers.push(reader);
    await open(gateway, app.id, reader);
  }
  const hundred = await measure(raw, readers);
  tell([
    {
      goal: 4,
      name: "one subscriber: event after the raw watch's, p50, ms",
      figure: one.p50,
      ...atMost(0.5, 'ms')(one.p50),
      detail: `of ${events} events, a tenth later than ${one.p90.toFixed(2)} ms`,
    },
    {
      goal: 4,
      name: "the last of 100 subscribers: event after the raw watch's, p50, ms",
      figure: hundred.p50,
      ...atMost(3, 'ms')(hundred.p50),
      detail: `a tenth later than ${hundred.p90.toFixed(2)} ms`,
    },
  ]);
}

/** How much later than the watch the last reader has an event. */
async function measure(
  raw: Sightings,
  readers: readonly Sightings[],
): Promise<{ readonly p50: number; readonly p90: number }> {
  const late: number[] = [];
  for (let event = -warmUp; event < events; event += 1) {
    // What the controllers do with it has nothing to do with it.
    await wait(150);
    const replicas = (event + warmUp) % 2 === 0 ? 2 : 1;
    const watched = raw.next(`"spec":{"replicas":${replicas},`);
    const told = readers.map((reader) => reader.next(`"desired":${replicas}`));
    await cluster.request('PATCH', `${path}/web`, {
      body: { spec: { replicas } },
      contentType: 'application/merge-patch+json',
    });
    const last = Math.max(...(await Promise.all(told)));
    if (event >= 0) late.push(last - (await watched));
  }
  const sorted = late.toSorted((a, b) => a - b);
  return { p50: median(sorted), p90: sorted[Math.floor(sorted.length * 0.9)] ?? Number.NaN };
}

/** Resolves when it watches. */
async function openWatch(from: ControlPlane, raw: Sightings): Promise<void> {
  const { url, certificate, key, certificateAuthority } = from;
  const outgoing = request(`${url}${path}?watch=1`, { cert: certificate, key, ca: certificateAuthority, agent: false });
  outgoing.end();
  const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
  incoming.setEncoding('utf8');
  incoming.on('data', (text: string) => raw.saw(text));
  await once(incoming, 'data');
}

/** Resolves when it was told what is there. */
async function open(gateway: GatewayProcess, app: string, reader: Sightings | undefined): Promise<void> {
  const socket = await openBareSocket(Number(new URL(gateway.origin).port), gateway.token);
  const query =
    'subscription ($app: ID!) { rollout(app: $app) { cursor rollout { phase message replicas { desired updated available } } } }';
  socket.write(clientFrame({ id: '1', type: 'subscribe', payload: { query, variables: { app } } }));
  const [first] = (await once(socket, 'data')) as [Buffer];
  if (!first.includes('"desired"')) throw new Error(String(first));
  socket.on('data', (data) => reader?.saw(data));
}
