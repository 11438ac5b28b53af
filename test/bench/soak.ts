// `npm run soak`: a gateway over 100 clusters that change 1,000 times a second, go away, fall silent and come back, with 500
// subscriptions and steady queries. `npm run soak -- --minutes 2` for less. Exit code 1: something was lost, memory grows, or the event
// loop stood still for too long. Linux alone.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createClient } from 'graphql-ws';
import type { Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { HeldObject } from '../../src/simulator/load/held-objects.ts';
import { startGateway, startLoad } from './load-process.ts';
import type { GatewayProcess, LoadProcess } from './load-process.ts';
import type { ProbeReport } from './process-probe.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    clusters: { type: 'string', default: '100' },
    churn: { type: 'string', default: '1000' },
  },
});
const minutes = Number(values.minutes);
const clusters = Number(values.clusters);
const churn = Number(values.churn);
const deployments = 100;
const subscriptions = 500;
const sockets = 10;
/** How often a query is asked, how often a cluster goes, and for how long at least and at most, in milliseconds. */
const queryEveryMs = 50;
const outageEveryMs = 5_000;
const outageMs = [5_000, 20_000] as const;
/** What is tolerated. */
const maxStallMs = 50;
const maxGrowthMbPerMinute = 1;

const rolloutFields = 'phase image replicas { ready }';

using load = await startLoad(clusters, deployments);
using gateway = await startGateway(load.kubeconfig, [
  '--expose-gc',
  `--import=${new URL('process-probe.ts', import.meta.url).href}`,
]);
await untilReady(gateway);
const apps = await allApps(gateway);
const followed = apps.filter((_, index) => index % Math.ceil(apps.length / subscriptions) === 0);
const streams = follow(gateway, followed);
await load.drive('PUT', `/churn/${churn}`);

const reports: ProbeReport[] = [];
let told = 0;
gateway.onReport((report) => {
  told += 1;
  // The first one tells of the first sync, too, which has a benchmark of its own.
  if (told > 1) reports.push(report);
});
const end = performance.now() + minutes * 60_000;
const [queries, outages] = await Promise.all([askUntil(end), breakUntil(end)]);

await load.drive('PUT', '/churn/0');
for (const name of clusterNames()) await load.drive('PUT', `/clusters/${name}/serving`);
await untilReady(gateway);
const lost = await untilShown();
const behind = await untilFollowed();
const failures = [...lost, ...behind, ...streams.problems, ...queries.problems].slice(0, 20);

const half = reports.slice(Math.floor(reports.length / 2));
const growth = slopePerMinute(half.map(({ heapUsed }) => heapUsed / 1024 / 1024));
const stall = Math.max(0, ...reports.map((report) => report.longestStallMs));
const stallWithoutGc = Math.max(0, ...reports.map((report) => report.longestStallWithoutGcMs));
const block = Math.max(0, ...reports.map((report) => report.longestBlockMs));
const verdicts = [
  verdict(
    failures.length === 0,
    `nothing lost: ${apps.length} apps in ${clusters} clusters as the clusters have them, ${followed.length} subscribers with their last state, ` +
      `${queries.asked} queries answered, through ${outages} outages`,
  ),
  verdict(
    growth <= maxGrowthMbPerMinute,
    `heap after collection grows by ${growth.toFixed(2)} MB a minute in the second half (at most ${maxGrowthMbPerMinute}); ` +
      `${(half.at(-1)?.heapUsed ?? 0) >> 20} MB at the end`,
  ),
  verdict(
    stallWithoutGc <= maxStallMs,
    `longest stall of the event loop ${stallWithoutGc.toFixed(0)} ms (at most ${maxStallMs}); ${stall.toFixed(0)} ms with collections of garbage; ` +
      `and it waited for a disk or a thread for ${block.toFixed(0)} ms at most`,
  ),
];
for (const failure of failures) console.log(`  ${failure}`);
await gateway.stop();
process.exit(verdicts.every(Boolean) ? 0 : 1);

function verdict(holds: boolean, text: string): boolean {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${text}`);
  return holds;
}

interface AppShown {
  readonly id: string;
  readonly name: string;
  readonly environment: { readonly name: string; readonly tenant: { readonly name: string } };
}

function clusterNames(): readonly string[] {
  return Array.from({ length: clusters }, (_, index) => `load-${String(index + 1).padStart(3, '0')}`);
}

async function untilReady({ ask }: GatewayProcess): Promise<void> {
  const query = '{ clusters(first: 1, filter: { statuses: [READY] }) { totalCount } }';
  while ((await ask<{ readonly clusters: { readonly totalCount: number } }>(query)).clusters.totalCount < clusters)
    await sleep(500);
}

/** Every page of apps, with these fields. */
async function pages<T>(from: GatewayProcess, fields: string): Promise<readonly T[]> {
  const all: T[] = [];
  for (let after = ''; ;) {
    const { apps: page } = await from.ask<{
      readonly apps: {
        readonly nodes: readonly T[];
        readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
      };
    }>(`{ apps(first: 250${after}) { nodes { ${fields} } pageInfo { endCursor hasNextPage } } }`);
    all.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return all;
    after = `, after: ${JSON.stringify(page.pageInfo.endCursor)}`;
  }
}

function allApps(from: GatewayProcess): Promise<readonly AppShown[]> {
  return pages(from, 'id name environment { name tenant { name } }');
}

interface RolloutShown {
  readonly phase: string;
  readonly image: string | null;
  readonly replicas: { readonly ready: number };
}

interface Streams {
  /** The last state that each subscriber was told, by app. */
  readonly last: ReadonlyMap<string, RolloutShown>;
  readonly problems: string[];
}

function follow({ origin, token }: GatewayProcess, which: readonly AppShown[]): Streams {
  const last = new Map<string, RolloutShown>();
  const problems: string[] = [];
  const clients: readonly Client[] = Array.from({ length: sockets }, () =>
    createClient({
      url: `${origin.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: `Bearer ${token}` },
      retryAttempts: 0,
    }),
  );
  for (const [index, { id, name }] of which.entries()) {
    const failed = (why: unknown): void => {
      problems.push(`the stream of ${name} ended: ${JSON.stringify(why)}`);
    };
    clients[index % sockets]?.subscribe<{ readonly rollout: { readonly rollout: RolloutShown } }>(
      { query: `subscription { rollout(app: ${JSON.stringify(id)}) { rollout { ${rolloutFields} } } }` },
      {
        next: ({ data, errors }) => {
          if (data) last.set(id, data.rollout.rollout);
          else failed(errors);
        },
        error: failed,
        complete: () => undefined,
      },
    );
  }
  return { last, problems };
}

/** Asks now and then, of everything something. */
async function askUntil(when: number): Promise<{ readonly asked: number; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  let asked = 0;
  while (performance.now() < when) {
    const { id, name, environment } = apps[(asked * 7919) % apps.length] ?? apps[0]!;
    const all = [
      `{ node(id: ${JSON.stringify(id)}) { id ... on App { name health { status } pods { nodes { name restarts } } } } }`,
      `{ app(tenant: "${environment.tenant.name}", environment: "${environment.name}", name: "${name}") { rollout { ${rolloutFields} } } }`,
      '{ apps(first: 50, filter: { health: [DEGRADED] }, orderBy: { field: RESTARTS, direction: DESC }) { totalCount nodes { name } } }',
      '{ clusters(first: 100) { nodes { name status gap { reason } } } }',
    ];
    try {
      await gateway.ask(all[asked % all.length] ?? '');
    } catch (error) {
      problems.push(`a query failed: ${String(error)}`);
    }
    asked += 1;
    await sleep(queryEveryMs);
  }
  return { asked, problems };
}

/** Takes clusters away, or lets them fall silent, a few at a time. */
async function breakUntil(when: number): Promise<number> {
  const names = clusterNames();
  const over: Promise<unknown>[] = [];
  let outages = 0;
  while (performance.now() + outageMs[1] < when) {
    const name = names[(outages * 37) % names.length];
    const forMs = outageMs[0] + ((outages * 7_001) % (outageMs[1] - outageMs[0]));
    await load.drive('PUT', `/clusters/${name}/${outages % 2 === 0 ? 'away' : 'black-hole'}`);
    over.push(sleep(forMs).then(() => load.drive('PUT', `/clusters/${name}/serving`)));
    outages += 1;
    await sleep(outageEveryMs);
  }
  await Promise.all(over);
  return outages;
}

/** What of the clusters the graph does not show as it is; none, or what is left of it after a while. */
async function untilShown(): Promise<readonly string[]> {
  const held = await heldBy(load);
  let missing: readonly string[] = [];
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const shown = await shownBy(gateway);
    missing = [
      ...[...held].filter((line) => !shown.has(line)).map((line) => `not shown: ${line}`),
      ...[...shown].filter((line) => !held.has(line)).map((line) => `shown, and not there: ${line}`),
    ];
    if (missing.length === 0) return missing;
    await sleep(1_000);
  }
  return missing;
}

/** A line for each Deployment and pod, with its image and its last change. */
async function heldBy({ drive }: LoadProcess): Promise<ReadonlySet<string>> {
  const lines = new Set<string>();
  for (const cluster of clusterNames()) {
    const held = await drive<Record<'deployments' | 'pods', readonly HeldObject[]>>('GET', `/clusters/${cluster}`);
    for (const { namespace, name, revision, sequence } of [...held.deployments, ...held.pods])
      lines.add(line(cluster, namespace, name, `1.0.${revision}`, sequence));
  }
  return lines;
}

interface Placed {
  readonly cluster: { readonly name: string };
  readonly namespace: string;
  readonly name: string;
}

async function shownBy(from: GatewayProcess): Promise<ReadonlySet<string>> {
  const nodes = await pages<{
    readonly instances: readonly (Placed & {
      readonly image: string;
      readonly labels: readonly { readonly key: string; readonly value: string }[];
    })[];
    readonly pods: {
      readonly nodes: readonly (Placed & {
        readonly containers: readonly {
          readonly image: string;
          readonly lastTermination: { readonly message: string } | null;
        }[];
      })[];
    };
  }>(
    from,
    `instances { cluster { name } namespace name image labels { key value } }
    pods(first: 10) { nodes { cluster { name } namespace name containers { image lastTermination { message } } } }`,
  );
  const lines = nodes.flatMap(({ instances, pods }) => [
    ...instances.map(({ cluster, namespace, name, image, labels }) => {
      const sequence = labels.find(({ key }) => key === 'load.tenantry.dev/sequence')?.value;
      return line(cluster.name, namespace, name, tagOf(image), Number(sequence));
    }),
    ...pods.nodes.map(({ cluster, namespace, name, containers: [container] }) => {
      const change = container?.lastTermination?.message ?? 'change 0';
      return line(cluster.name, namespace, name, tagOf(container?.image), Number(change.replace('change ', '')));
    }),
  ]);
  return new Set(lines);
}

function line(cluster: string, namespace: string, name: string, tag: string, sequence: number): string {
  return `${cluster} ${namespace}/${name} ${tag} change ${sequence}`;
}

function tagOf(image = ''): string {
  return image.split(':').at(-1) ?? '';
}

/** Which subscribers were not told the state that is there now; none, or who is left after a while. */
async function untilFollowed(): Promise<readonly string[]> {
  let behind: readonly string[] = [];
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const nodes = await pages<AppShown & { readonly rollout: RolloutShown }>(
      gateway,
      `id name rollout { ${rolloutFields} }`,
    );
    const now = new Map(nodes.map(({ id, rollout }) => [id, JSON.stringify(rollout)]));
    behind = followed.flatMap(({ id, name }) => {
      const told = JSON.stringify(streams.last.get(id));
      return told === now.get(id) ? [] : [`the subscriber of ${name} was told ${told}, and it is ${now.get(id)}`];
    });
    if (behind.length === 0) return behind;
    await sleep(1_000);
  }
  return behind;
}

/** By least squares; the values are 10 s apart. */
function slopePerMinute(series: readonly number[]): number {
  const middle = (series.length - 1) / 2;
  const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
  let [above, below] = [0, 0];
  for (const [index, value] of series.entries()) {
    above += (index - middle) * (value - mean);
    below += (index - middle) ** 2;
  }
  return below === 0 ? 0 : (above / below) * 6;
}
