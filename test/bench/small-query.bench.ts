// Goal 2. A small query, one app by its full name and twelve of its fields, over HTTP: the CPU of the serving process a request, the
// product's edge with everything on (token, roles, turns, limits, budgets, metrics) against bare graphql-js behind node:http (the body
// read whole and parsed; documents parsed and validated once; `execute`, `JSON.stringify`; no checks of who asks or what). Both serve the
// same fleet, schema and resolvers, and make a context for each request; the app is another one each time, of which 1 % change between the
// measurements. In turn, in one process, asked by another over one connection each. The number of rounds may be given. Linux alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cpuMsOf } from '../faults/hostile/process-cost.ts';
import { atLeast, tell } from './figures.ts';
import { median } from './median.ts';

const rounds = Number(process.argv[2] ?? 20);
/** Requests that are measured together: /proc counts in hundredths of a second. */
const requests = 1_000;

const query = `query App($tenant: String!, $environment: String!, $name: String!) {
  app(tenant: $tenant, environment: $environment, name: $name) {
    id name kind image health { status reason message } replicas { desired ready available } environment { name } managedBy { name }
  }
}`;
const environments = ['dev', 'test', 'staging', 'canary', 'prod'];
const bodies = Array.from({ length: 500 }, (_, index) => {
  const [tenant, environment] = [`tenant${index % 10}`, environments[Math.floor(index / 10) % 5]];
  return JSON.stringify({ query, variables: { tenant, environment, name: `service-${Math.floor(index / 50)}` } });
});

const child = spawn(process.execPath, [fileURLToPath(new URL('small-query-server.ts', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
  // As the gateway sets it for itself.
  env: { ...process.env, NODE_ENV: 'production' },
});
const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
const { edge, bare, token } = JSON.parse(line) as Readonly<Record<'edge' | 'bare' | 'token', string>>;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const ways = { edge: { url: edge, headers: { authorization: `Bearer ${token}` } }, bare: { url: bare, headers: {} } };
const cpu = { edge: [] as number[], bare: [] as number[] };

const warmUp = 5;
for (let round = -warmUp; round < rounds; round += 1) {
  for (const way of round % 2 === 0 ? (['edge', 'bare'] as const) : (['bare', 'edge'] as const)) {
    child.stdin.write('\n');
    await ask(way, bodies[0] ?? '');
    const before = cpuMsOf(child.pid ?? 0);
    for (let index = 0; index < requests; index += 1) await ask(way, bodies[index % bodies.length] ?? '');
    if (round >= 0) cpu[way].push((cpuMsOf(child.pid ?? 0) - before) / requests);
  }
}
child.stdin.end();
agent.destroy();

const [own, other] = [median(cpu.edge), median(cpu.bare)];
// Of each round, in which the machine was about as fast for both.
const ratio = median(cpu.bare.map((bare, round) => bare / (cpu.edge[round] ?? NaN)));
tell([
  {
    goal: 2,
    name: 'small query over HTTP, CPU, × bare graphql-js',
    figure: ratio,
    ...atLeast(1.3)(ratio),
    detail: `${own.toFixed(3)} ms against ${other.toFixed(3)} ms a request`,
  },
]);

/** Resolves when the answer is there. @throws where it has no app */
function ask(way: keyof typeof ways, body: string): Promise<void> {
  const { url, headers } = ways[way];
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        incoming.on('end', () => {
          if (incoming.statusCode === 200 && text.startsWith('{"data":{"app":{"id":')) resolve();
          else reject(new Error(`no answer: ${incoming.statusCode} ${text.slice(0, 200)}`));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
