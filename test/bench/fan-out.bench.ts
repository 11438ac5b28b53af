// Goal 5. One event to 10,000 subscribers of the same operation, over the gateway's edge with a caller's token, roles and limits, against
// plain `ws` that sends one prebuilt buffer of the same length to as many sockets: in turn, each server and its clients in processes of
// their own. Time: from the event until the last byte was handed to the kernel, for all sockets; CPU: of the server alone. Heap: a
// subscription with the socket that it is on. Clients choose the ids of their operations: all the same, and all different.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ask } from './fan-out-protocol.ts';
import { atMost, tell } from './figures.ts';
import { median } from './median.ts';

const subscribers = Number(process.argv[2] ?? 10_000);
const rounds = Number(process.argv[3] ?? 11);
const warmUp = 3;

type Ids = 'same' | 'different';
interface Side {
  readonly server: ChildProcess;
  readonly clients: ChildProcess;
  readonly ms: number[];
  readonly cpuMs: number[];
}

const raw = await start('raw');
const gateway = await start('gateway');
let exitCode = 0;
try {
  await bench();
} catch (error) {
  console.error(error);
  exitCode = 1;
} finally {
  for (const { server, clients } of [raw, gateway]) for (const child of [server, clients]) child.kill('SIGKILL');
}
process.exit(exitCode);

async function bench(): Promise<void> {
  const rawBefore = await heap(raw);
  await connect(raw, null);
  const rawSocket = ((await heap(raw)) - rawBefore) / subscribers;
  const before = await heap(gateway);
  const { token } = await connect(gateway, 'token');
  if (token === '') throw new Error('The gateway let everybody in.');
  const open = await heap(gateway);
  await ask(gateway.clients, 'subscribe', { ids: 'different' });
  const subscribed = await heap(gateway);
  const different = await compare('different');
  await ask(gateway.clients, 'complete', {});
  await ask(gateway.clients, 'subscribe', { ids: 'same' });
  const same = await compare('same');
  const socket = (open - before) / subscribers;
  const kb = (bytes: number) => (bytes / 1_024).toFixed(1);
  const worst = (what: 'ms' | 'cpuMs') =>
    different[what] / different.raw[what] > same[what] / same.raw[what] ? different : same;
  const told = (what: 'ms' | 'cpuMs') =>
    `different ids ${different[what].toFixed(1)} ms against ${different.raw[what].toFixed(1)}; ` +
    `one id ${same[what].toFixed(1)} against ${same.raw[what].toFixed(1)}`;
  const time = worst('ms').ms / worst('ms').raw.ms;
  const cpu = worst('cpuMs').cpuMs / worst('cpuMs').raw.cpuMs;
  const memory = (subscribed - before) / subscribers / 1_024;
  tell([
    {
      goal: 5,
      name: `one event to ${subscribers} subscribers, time, × raw ws.send`,
      figure: time,
      ...atMost(1.15)(time),
      detail: told('ms'),
    },
    {
      goal: 5,
      name: `one event to ${subscribers} subscribers, CPU, × raw ws.send`,
      figure: cpu,
      ...atMost(1.2)(cpu),
      detail: told('cpuMs'),
    },
    {
      goal: 5,
      name: 'heap a subscription, KB',
      figure: memory,
      ...atMost(6, 'KB')(memory),
      detail: `with the socket that it is on: ${kb(socket)} KB of it; a raw one, without any, ${kb(rawSocket)} KB`,
    },
  ]);
}

/** The medians of one event on both sides, in turn. */
async function compare(ids: Ids) {
  const first = await once(gateway);
  // The header of a frame has no part in it.
  await ask(raw.server, 'size', { bytes: first.bytes - 4 });
  for (const side of [raw, gateway]) for (const list of [side.ms, side.cpuMs]) list.length = 0;
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? [raw, gateway] : [gateway, raw]) {
      const { ms, cpuMs, bytes } = await once(side);
      if (bytes !== first.bytes) throw new Error(`${bytes} bytes instead of ${first.bytes}`);
      if (round < 0) continue;
      side.ms.push(ms);
      side.cpuMs.push(cpuMs);
    }
  }
  const of = (side: Side) => ({ ms: median(side.ms), cpuMs: median(side.cpuMs) });
  const result = { ...of(gateway), raw: of(raw) };
  console.log(`${ids} ids, ${first.bytes} bytes: ${JSON.stringify(result)}`);
  return result;
}

/** One event, until all clients have it. */
async function once(side: Side) {
  const received = ask(side.clients, 'received', {});
  const measured = await ask(side.server, 'event', {});
  return { ...measured, ...(await received) };
}

async function heap({ server }: Side): Promise<number> {
  return (await ask(server, 'heap', {})).bytes;
}

async function connect({ server, clients }: Side, token: 'token' | null) {
  const address = await ask(server, 'listen', {});
  await ask(clients, 'connect', { ...address, count: subscribers, token: token === null ? null : address.token });
  return address;
}

async function start(kind: 'raw' | 'gateway'): Promise<Side> {
  const run = (file: string, ...args: string[]) =>
    fork(fileURLToPath(new URL(file, import.meta.url)), args, {
      execArgv: ['--expose-gc'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
  return { server: run('fan-out-server.ts', kind), clients: run('fan-out-clients.ts'), ms: [], cpuMs: [] };
}
