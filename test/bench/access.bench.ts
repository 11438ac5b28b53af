// Goal 11. What roles and limits cost over the whole HTTP edge: the server's CPU for a plain query with callers, 200 roles in a fleet of
// 1,000 tenants, limits and budgets, against that with a local administrator and none of these, in turn, on one process and one fleet.
// Both are answered the same number of apps. The number of rounds may be given. Linux alone: it reads the process's CPU from /proc.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cpuMsOf } from '../faults/hostile/process-cost.ts';
import { atMost, tell } from './figures.ts';
import { median } from './median.ts';

const rounds = Number(process.argv[2] ?? 40);

/** How many requests are measured together: the large query takes tens of milliseconds, the small one a part of one. */
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

const child = spawn(process.execPath, [fileURLToPath(new URL('access-server.ts', import.meta.url))], {
  stdio: ['ignore', 'pipe', 'inherit'],
  // As the gateway sets it for itself.
  env: { ...process.env, NODE_ENV: 'production' },
});
const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
const { on, off, limited, none, token } = JSON.parse(line) as Readonly<
  Record<'on' | 'off' | 'limited' | 'none' | 'token', string>
>;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const ways = {
  'roles and limits off': { url: off, headers: {} },
  'roles and limits on': { url: on, headers: { authorization: `Bearer ${token}` } },
  // What of it is limits and budgets, and what is callers and roles.
  'limits on alone': { url: limited, headers: {} },
  'no edge': { url: none, headers: {} },
};

const compared: Ratio[] = [];
for (const [name, { query, requests }] of Object.entries(queries)) {
  compared.push(await compare(name, JSON.stringify({ query }), requests));
}
child.kill();
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

interface Ratio {
  readonly ratio: number;
  readonly detail: string;
}

/** The ratio of the server's CPU with roles and limits on to that with them off. */
async function compare(name: string, body: string, requests: number): Promise<Ratio> {
  const times = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
  const warmUp = 10;
  for (let round = -warmUp; round < rounds; round += 1) {
    // Each is first as often as it is last.
    const order = Object.entries(ways);
    for (const [way, { url, headers }] of round % 2 === 0 ? order : order.toReversed()) {
      const before = cpuMsOf(child.pid ?? 0);
      for (let index = 0; index < requests; index += 1) await ask(url, headers, body);
      if (round >= 0) times.get(way)?.push((cpuMsOf(child.pid ?? 0) - before) / requests);
    }
  }
  const [without = 0, ...others] = [...times.values()].map(median);
  console.log(`${name}: ${without.toFixed(2)} ms of CPU with roles and limits off`);
  for (const [index, other] of others.entries()) {
    console.log(`  ${Object.keys(ways)[index + 1]}: ${other.toFixed(2)} ms, ${(other / without).toFixed(3)} ×`);
  }
  const [on = Number.NaN] = others;
  return { ratio: on / without, detail: `${name}: ${on.toFixed(2)} against ${without.toFixed(2)} ms` };
}

/** Resolves when the answer is there. @throws where it has no apps */
function ask(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<void> {
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
