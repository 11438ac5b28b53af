// Goal 4. How much later than a raw watch a subscriber has an event: a PATCH to a real API server, its MODIFIED line on a watch of this
// process, and the `next` message of the rollout stream over a WebSocket of this process, from a gateway that runs as it does for an
// operator, with a caller's token, roles and limits. One subscriber, and the last of 100; the number of events may be given.
// In turn with that, the same from `event-latency-throwaway.ts`; who is not measured is stopped. So are the cluster's controllers,
// which elsewhere have a machine of their own: here they would begin to work on the same cores at the same moment. The figure with
// them at work is told, too.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { waitFor } from '../support/wait-for.ts';
import { deployment, environmentNamespace } from '../support/workloads.ts';
import { clientFrame, openBareSocket } from './bare-socket.ts';
import { atMost, tell } from './figures.ts';
import { startGateway } from './load-process.ts';
import type { GatewayProcess } from './load-process.ts';
import { median } from './median.ts';

const events = Number(process.argv[2] ?? 60);
const namespace = 'acme-prod';
const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
/** So many events, before those that count some right after each other: nobody is measured right after a start. */
interface Series {
  readonly warmUp: number;
  readonly events: number;
  /** Milliseconds between those that count, for what is left to be done. */
  readonly restMs: number;
}
const series: Series = { warmUp: 60, events, restMs: 40 };
/** The first of a side: as many as a gateway that has run for a while has seen. */
const firstSeries: Series = { ...series, warmUp: 1_000 };
const withControllers: Series = { warmUp: 4, events: Math.ceil(events / 3), restMs: 150 };
const lostMs = 20_000;

/** Frames without a payload, that of a client masked: RFC 6455, 5.5. */
const ping = Buffer.from([0x89, 0]);
const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** When something was seen that has a sign, in milliseconds; for whoever asks before. */
class Sightings {
  #sign = Buffer.alloc(0);
  #lacking = 0;
  #seen: (at: number) => void = () => {};

  /** For the so manieth time. */
  next(sign: string, times: number): Promise<number> {
    this.#sign = Buffer.from(sign);
    this.#lacking = times;
    return new Promise((resolve) => (this.#seen = resolve));
  }

  saw(bytes: Buffer): void {
    if (this.#lacking === 0 || !bytes.includes(this.#sign)) return;
    this.#lacking -= 1;
    if (this.#lacking === 0) this.#seen(performance.now());
  }
}

/** A gateway that is measured. */
interface Side {
  readonly pid: number;
  readonly port: number;
  readonly token: string;
  /** As it names the app. */
  readonly app: string;
  /** What its subscribers were told. */
  readonly told: Sightings;
  subscribers: number;
}

/** Milliseconds. */
interface Lateness {
  readonly p50: number;
  readonly p90: number;
}

const cluster = await startControlPlane({ name: 'bench', version: '1.36', nodes: 1 });
let exitCode = 0;
try {
  using gateway = await startGateway(cluster.kubeconfigPath);
  await bench(gateway);
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
  const { pid, origin, token } = gateway;
  const ours: Side = {
    pid,
    port: Number(new URL(origin).port),
    token,
    app: app.id,
    told: new Sightings(),
    subscribers: 0,
  };
  const other = await startThrowaway();
  const raw = new Sightings();
  await openWatch(cluster, raw);
  const controllers = cluster.pids.get('kube-controller-manager') ?? 0;
  process.kill(controllers, 'SIGSTOP');
  const one = await compare(raw, ours, other, 1);
  const hundred = await compare(raw, ours, other, 100);
  process.kill(other.pid, 'SIGSTOP');
  process.kill(ours.pid, 'SIGCONT');
  process.kill(controllers, 'SIGCONT');
  const busy = await measure(raw, ours, withControllers);
  const told = ({ ours: { p90 }, other: { p50 } }: typeof one) =>
    `of ${events} events, a tenth later than ${p90.toFixed(2)} ms; ` +
    `an informer of @kubernetes/client-node with graphql-ws: ${p50.toFixed(2)} ms`;
  tell([
    {
      goal: 4,
      name: "one subscriber: event after the raw watch's, p50, ms",
      figure: one.ours.p50,
      ...atMost(0.5, 'ms')(one.ours.p50),
      detail: told(one),
    },
    {
      goal: 4,
      name: "the last of 100 subscribers: event after the raw watch's, p50, ms",
      figure: hundred.ours.p50,
      ...atMost(3, 'ms')(hundred.ours.p50),
      detail: `${told(hundred)}; with the cluster's controllers at work on the same cores: ${busy.p50.toFixed(2)} ms`,
    },
  ]);
}

/** Both with so many subscribers, one after the other. */
async function compare(
  raw: Sightings,
  ours: Side,
  other: Side,
  subscribers: number,
): Promise<{ readonly ours: Lateness; readonly other: Lateness }> {
  const alone = async (side: Side, stopped: Side): Promise<Lateness> => {
    process.kill(stopped.pid, 'SIGSTOP');
    process.kill(side.pid, 'SIGCONT');
    for (; side.subscribers < subscribers; side.subscribers += 1) await open(side);
    const lateness = await measure(raw, side, subscribers === 1 ? firstSeries : series);
    console.log(
      `${subscribers} of ${side === ours ? 'the gateway' : 'the throwaway one'}: ${JSON.stringify(lateness)}`,
    );
    return lateness;
  };
  return { ours: await alone(ours, other), other: await alone(other, ours) };
}

/** How much later than the watch the last reader has an event. */
async function measure(
  raw: Sightings,
  { told, subscribers }: Side,
  { warmUp, events, restMs }: Series,
): Promise<Lateness> {
  const late: number[] = [];
  for (let event = -warmUp; event < events; event += 1) {
    if (event >= 0) await wait(restMs);
    const replicas = (event + warmUp) % 2 === 0 ? 2 : 1;
    const watched = raw.next(`"spec":{"replicas":${replicas},`, 1);
    const heard = told.next(`"desired":${replicas}`, subscribers);
    await cluster.request('PATCH', `${path}/web`, {
      body: { spec: { replicas } },
      contentType: 'application/merge-patch+json',
    });
    const [first, last] = await inTime(Promise.all([watched, heard]));
    if (event >= 0) late.push(last - first);
  }
  const sorted = late.toSorted((a, b) => a - b);
  return { p50: median(sorted), p90: sorted[Math.floor(sorted.length * 0.9)] ?? Number.NaN };
}

/** @throws where an event was lost */
async function inTime<T>(seen: Promise<T>): Promise<T> {
  const over = new AbortController();
  const lost = wait(lostMs, null, { signal: over.signal }).then(() => {
    throw new Error(`An event was not told within ${lostMs} ms.`);
  });
  try {
    return await Promise.race([seen, lost]);
  } finally {
    lost.catch(() => undefined);
    over.abort();
  }
}

async function startThrowaway(): Promise<Side> {
  const file = fileURLToPath(new URL('event-latency-throwaway.ts', import.meta.url));
  const throwaway = fork(file, [cluster.kubeconfigPath, namespace], { execArgv: [] });
  process.once('exit', () => throwaway.kill('SIGKILL'));
  const [{ port }] = (await once(throwaway, 'message')) as [{ port: number }];
  return { pid: throwaway.pid ?? 0, port, token: 'any', app: 'web', told: new Sightings(), subscribers: 0 };
}

/** Resolves when it watches. An event is there with the end of its line. */
async function openWatch(from: ControlPlane, raw: Sightings): Promise<void> {
  const { url, certificate, key, certificateAuthority } = from;
  const outgoing = request(`${url}${path}?watch=1`, { cert: certificate, key, ca: certificateAuthority, agent: false });
  outgoing.end();
  const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
  let begun: Buffer = Buffer.alloc(0);
  incoming.on('data', (bytes: Buffer) => {
    begun = begun.length === 0 ? bytes : Buffer.concat([begun, bytes]);
    const end = begun.lastIndexOf('\n') + 1;
    if (end > 0) raw.saw(begun.subarray(0, end));
    begun = begun.subarray(end);
  });
  await once(incoming, 'data');
}

/** Resolves when it was told what is there. */
async function open({ port, token, app, told }: Side): Promise<void> {
  const present = Promise.withResolvers<string>();
  let hear = (bytes: Buffer): void => present.resolve(String(bytes));
  const socket = await openBareSocket(port, token, (bytes) => hear(bytes));
  const query =
    'subscription ($app: ID!) { rollout(app: $app) { cursor rollout { phase message replicas { desired updated available } } } }';
  socket.write(clientFrame({ id: '1', type: 'subscribe', payload: { query, variables: { app } } }));
  const first = await present.promise;
  if (!first.includes('"desired"')) throw new Error(first);
  hear = (bytes) => {
    told.saw(bytes);
    // Who does not answer is gone.
    if (bytes.includes(ping)) socket.write(pong);
  };
}
