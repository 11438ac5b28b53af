// Goal 10: what one black-holed cluster of 100 does to the latency of queries. Two gateways, each over a load fleet of its own, are
// asked the same in turn, query by query, while a cluster of the one is black-holed and then one of the other: whatever else the
// machine does meets both alike. From the moment on when the cluster falls silent, so that the time until that is noticed counts, too.
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, tell } from './figures.ts';
import { startGateway, startLoad } from './load-process.ts';
import type { GatewayProcess, LoadProcess } from './load-process.ts';

const clusters = 100;
const deployments = 60;
const phaseMs = Number(process.argv[2] ?? 15_000);
/** Two clusters have the same tenants: this one's apps are in the black-holed one as well. */
const silent = 'load-001';

const page = `nodes { id name image health { status reason } replicas { desired ready }
  environment { name tenant { name } } instances { cluster { name status } health { status } } }
  totalCount coverage { complete gaps { cluster { name } } }`;
const queries = {
  'an app of the silent cluster': `{ app(tenant: "tenant-00000", environment: "dev", name: "app-07") { id name image
    health { status } pods { nodes { name phase ready restarts cluster { name } containers { image state } } }
    rollout { phase message } } }`,
  'an app of other clusters': `{ app(tenant: "tenant-00040", environment: "qas", name: "app-11") { id name image
    health { status } pods { nodes { name phase ready restarts cluster { name } containers { image state } } }
    rollout { phase message } } }`,
  'a page of apps': `{ apps(first: 20) { ${page} } }`,
  'a page, filtered and ordered': `{ apps(first: 20, filter: { environments: ["stg"], health: [HEALTHY, DEGRADED] },
    orderBy: { field: RESTARTS, direction: DESC }) { ${page} } }`,
  'tenants with environments': `{ tenants(first: 5) { nodes { name environments { nodes { name
    health { status } apps(first: 5) { nodes { name health { status } } } } } } } }`,
  clusters: '{ clusters(first: 20) { nodes { name status statusMessage gap { reason } freshness { stale } } } }',
} as const;

interface Side {
  readonly load: LoadProcess;
  readonly gateway: GatewayProcess;
}
using firstLoad = await startLoad(clusters, deployments);
using secondLoad = await startLoad(clusters, deployments);
using firstGateway = await startGateway(firstLoad.kubeconfig);
using secondGateway = await startGateway(secondLoad.kubeconfig);
const sides: readonly Side[] = [
  { load: firstLoad, gateway: firstGateway },
  { load: secondLoad, gateway: secondGateway },
];
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const samples = { without: newSamples(), blackHoled: newSamples() };

await Promise.all(sides.map(({ gateway }) => untilReady(gateway)));
// Code that is not compiled yet would be compared with code that is.
await askInTurn(Math.min(6_000, phaseMs), sides, [newSamples(), newSamples()]);
for (const [index, side] of sides.entries()) {
  await side.load.drive('PUT', `/clusters/${silent}/black-hole`);
  const into = [samples.without, samples.without];
  into[index] = samples.blackHoled;
  await askInTurn(phaseMs, sides, into);
  const { cluster } = await side.gateway.ask<{ readonly cluster: { readonly status: string } }>(
    `{ cluster(name: "${silent}") { status } }`,
  );
  if (cluster.status !== 'UNREACHABLE') throw new Error(`the black-holed cluster is shown as ${cluster.status}`);
  await side.load.drive('PUT', `/clusters/${silent}/serving`);
  await untilReady(side.gateway);
}

const all = { without: percentile(samples.without), blackHoled: percentile(samples.blackHoled) };
const ratio = all.blackHoled / all.without;
const count = [...samples.blackHoled.values()].reduce((sum, times) => sum + times.length, 0);
let worst = { name: '', ratio: 0 };
for (const name of Object.keys(queries)) {
  const [without, blackHoled] = [samples.without, samples.blackHoled].map((of) => of.get(name) ?? []);
  const ratioOfName = at(blackHoled ?? [], 0.99) / at(without ?? [], 0.99);
  if (ratioOfName > worst.ratio) worst = { name, ratio: ratioOfName };
  const line = [without, blackHoled].map((times = []) => `p50 ${ms(at(times, 0.5))}, p99 ${ms(at(times, 0.99))}`);
  console.log(`  ${name}: ${line[0]} without, ${line[1]} with one black-holed`);
}
tell([
  {
    goal: 10,
    name: 'one cluster of 100 black-holed: p99 of all queries, × that without',
    figure: ratio,
    ...atMost(1.1)(ratio),
    detail: `${ms(all.blackHoled)} against ${ms(all.without)}, of ${count} queries each; at worst ${worst.ratio.toFixed(2)}, for ${worst.name}`,
  },
]);
await Promise.all(sides.map(({ gateway }) => gateway.stop()));
process.exit(0);

type Samples = ReadonlyMap<string, number[]>;

function newSamples(): Samples {
  return new Map(Object.keys(queries).map((name) => [name, []]));
}

/** Asks both gateways each query in turn; who is first changes each time. */
async function askInTurn(forMs: number, asked: readonly Side[], into: readonly Samples[]): Promise<void> {
  const end = performance.now() + forMs;
  const pairs = asked.map(({ gateway }, index) => ({ gateway, times: into[index] }));
  for (let round = 0; performance.now() < end; round += 1) {
    for (const [name, query] of Object.entries(queries)) {
      for (const { gateway, times } of round % 2 === 0 ? pairs : pairs.toReversed()) {
        const from = performance.now();
        await post(gateway, query);
        times?.get(name)?.push(performance.now() - from);
      }
    }
  }
}

/** Resolves when the whole answer is there. @throws where it is none, or has errors */
function post({ origin, token }: GatewayProcess, query: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const outgoing = request(`${origin}/graphql`, { agent, method: 'POST', headers }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      incoming.on('end', () => {
        if (text.startsWith('{"data":{') && !text.includes('"errors":')) resolve();
        else reject(new Error(text.slice(0, 500)));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify({ query }));
  });
}

async function untilReady({ ask }: GatewayProcess): Promise<void> {
  const query = '{ clusters(first: 1, filter: { statuses: [READY] }) { totalCount } }';
  while ((await ask<{ readonly clusters: { readonly totalCount: number } }>(query)).clusters.totalCount < clusters) {
    await sleep(200);
  }
}

/** The 99th of all queries together. */
function percentile(of: Samples): number {
  return at([...of.values()].flat(), 0.99);
}

function at(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(times.length * share) - 1] ?? Number.NaN;
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(2)} ms`;
}
