// Goal 11. What roles and limits cost over the whole HTTP edge: a server's CPU for a plain query with callers, 200 roles in a fleet of
// 1,000 tenants, limits and budgets, against that of another server with a local administrator and none of these. Both have the same fleet
// and answer the same number of apps, and in both the same 1 % of the workloads change again and again. They are asked in
// turn, and each round is compared with the one beside it. Two processes never compile the same code alike, so there are several pairs of
// them. The number of rounds may be given. Linux alone: it reads the processes' CPU from /proc.
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { cpuMsOf } from '../faults/hostile/process-cost.ts';
import { atMost, tell } from './figures.ts';
import { median } from './median.ts';

const rounds = Number(process.argv[2] ?? 8);
const warmUp = 3;
/** Servers of each way. */
const pairs = 6;
/** How often workloads change in a round. */
const changes = 5;

/** How many requests come between two changes: the large query takes milliseconds, the small one a part of one. */
const queries = {
  'one page of 500 apps, nested': {
    requests: 4,
    query: `{ apps(first: 500) { totalCount nodes {
      id name kind image health { status reason message } replicas { desired ready }
      environment { name tenant { name } } managedBy { name }
      instances { cluster { name status freshness { stale } } namespace image health { status } replicas { desired ready } }
    } coverage { complete gaps { message } } } }`,
  },
  'one page of 50 apps': {
    requests: 40,
    query: '{ apps(first: 50) { totalCount nodes { id name image health { status } environment { name } } } }',
  },
} as const;

/** Roles and limits. */
const ways = ['off', 'on'] as const;
type Way = (typeof ways)[number];
type Query = keyof typeof queries;
const queryNames = Object.keys(queries) as Query[];

/** A server, and where it is asked. */
interface Served {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly lines: Interface;
  readonly agent: Agent;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Milliseconds of CPU a request, by round. */
const measured: Record<Query, Record<Way, number[]>> = {
  'one page of 500 apps, nested': { off: [], on: [] },
  'one page of 50 apps': { off: [], on: [] },
};
for (let pair = 0; pair < pairs; pair += 1) {
  const [off, on] = await Promise.all([serve('off'), serve('on')]);
  const servers = { off, on };
  for (const name of queryNames) {
    for (let round = -warmUp; round < rounds; round += 1) {
      const cpu = { off: 0, on: 0 };
      for (let change = 0; change < changes; change += 1) {
        // Each is first as often as it is last.
        for (const way of (round + change) % 2 === 0 ? ways : ways.toReversed()) {
          cpu[way] += await measure(servers[way], queries[name]);
        }
      }
      for (const way of ways) if (round >= 0) measured[name][way].push(cpu[way] / (changes * queries[name].requests));
    }
  }
  for (const { child, agent } of Object.values(servers)) {
    agent.destroy();
    child.stdin.end();
  }
}
const compared = queryNames.map(compare);
const worst = compared.toSorted((a, b) => b.ratio - a.ratio)[0] ?? { ratio: Number.NaN, detail: 'nothing' };
tell([
  {
    goal: 11,
    name: '200 roles, 1,000 tenants: CPU over HTTP, × that with roles and limits off, at worst',
    figure: worst.ratio,
    ...atMost(1.1)(worst.ratio),
    detail: worst.detail,
  },
]);

async function serve(way: Way): Promise<Served> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('access-server.ts', import.meta.url)), way], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // As the gateway sets it for itself.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const lines = createInterface(child.stdout);
  const [line] = (await once(lines, 'line')) as [string];
  const { url, token } = JSON.parse(line) as Readonly<Record<'url' | 'token', string>>;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return { child, lines, agent, url, headers: way === 'on' ? { authorization: `Bearer ${token}` } : {} };
}

/** The server's CPU for the requests behind a change, in milliseconds, without that of the change itself. */
async function measure(server: Served, { requests, query }: (typeof queries)[Query]): Promise<number> {
  const body = JSON.stringify({ query });
  const pid = server.child.pid ?? 0;
  server.child.stdin.write('\n');
  await once(server.lines, 'line');
  const before = cpuMsOf(pid);
  for (let index = 0; index < requests; index += 1) await ask(server, body);
  return cpuMsOf(pid) - before;
}

interface Ratio {
  readonly ratio: number;
  readonly detail: string;
}

/** The ratio of the CPU with roles and limits on to that with them off. */
function compare(name: Query): Ratio {
  const { off, on } = measured[name];
  // What is compared was asked at nearly the same time.
  const ratios = on.map((ms, round) => ms / (off[round] ?? Number.NaN));
  const ratio = median(ratios);
  const [low, high] = [0.25, 0.75].map((share) => ratios.toSorted((a, b) => a - b)[Math.floor(share * ratios.length)]);
  const ofPairs = Array.from({ length: pairs }, (_, pair) =>
    median(ratios.slice(pair * rounds, (pair + 1) * rounds)).toFixed(3),
  );
  console.log(
    `${name}: ${ratio.toFixed(3)} ×, half of the rounds ${low?.toFixed(2)} to ${high?.toFixed(2)} ×, by pair ${ofPairs.join(', ')}`,
  );
  return { ratio, detail: `${name}: ${median(on).toFixed(3)} against ${median(off).toFixed(3)} ms` };
}

/** Resolves when the answer is there. @throws where it has no apps */
function ask({ agent, url, headers }: Served, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      },
      (incoming) => {
        let start = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => {
          if (start.length < 200) start += chunk.slice(0, 200);
        });
        incoming.on('end', () => {
          if (incoming.statusCode === 200 && start.startsWith('{"data":{"apps":{"totalCount":')) resolve();
          else reject(new Error(`no answer: ${incoming.statusCode} ${start}`));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
