// Goal 6: how long a gateway takes until it shows a fleet, how much memory that needs at most, and how many changes it then takes in.
// The fleet is the simulator's load mode, a process of its own. Linux alone: CPU and memory are read from /proc.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMsOf } from '../faults/hostile/process-cost.ts';
import { atLeast, atMost, tell } from './figures.ts';
import { startGateway, startLoad } from './load-process.ts';
import type { GatewayProcess } from './load-process.ts';

const clusters = 100;
const deployments = 1_000;
/** Each takes in as many events in each cluster as it has pods. */
const bursts = 3;
const eventsPerCluster = 3_000;
/** Asking costs the gateway time, too. */
const pollMs = 250;

/** How many objects of each kind each cluster has. */
const expected = { Deployment: deployments, ReplicaSet: deployments * 2, Pod: deployments * 3 } as const;

using load = await startLoad(clusters, deployments);
const begin = performance.now();
const serverBefore = cpuMsOf(load.pid);
using gateway = await startGateway(load.kubeconfig, process.argv.slice(2));
await untilSynced(gateway);
const syncSeconds = (performance.now() - begin) / 1_000;
const [gatewayCpu, serverCpu] = [cpuMsOf(gateway.pid), cpuMsOf(load.pid) - serverBefore];
const peakMb = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))?.[1]) / 1_024;

const rates: number[] = [];
const cpuBefore = cpuMsOf(gateway.pid);
for (let burst = 1; burst <= bursts; burst += 1) rates.push(await takeIn(burst));
const ofCpu = (bursts * clusters * eventsPerCluster * 1_000) / (cpuMsOf(gateway.pid) - cpuBefore);
// Of several bursts the slowest one: the first finds code that is not compiled yet, and the last one the most garbage.
const rate = Math.min(...rates);

tell([
  {
    goal: 6,
    name: 'first sync of 100 clusters, s',
    figure: syncSeconds,
    ...atMost(10, 's')(syncSeconds),
    detail: `from the start of the process; its CPU ${seconds(gatewayCpu)}, the clusters' apart ${seconds(serverCpu)}`,
  },
  { goal: 6, name: 'first sync of 100 clusters, peak memory, MB', figure: peakMb, ...atMost(768, 'MB')(peakMb) },
  {
    goal: 6,
    name: 'watch events taken in a second',
    figure: rate,
    ...atLeast(100_000)(rate),
    detail: `of pods, the slowest of ${bursts} bursts of ${clusters * eventsPerCluster} (${rates.map(Math.round).join(', ')}); in a second of its CPU ${Math.round(ofCpu)}`,
  },
]);
await gateway.stop();

interface Shown {
  readonly clusters: {
    readonly nodes: readonly {
      readonly status: string;
      readonly kinds: readonly { readonly kind: string; readonly count: number }[];
    }[];
  };
  readonly apps: { readonly totalCount: number };
}

/** Resolves when every cluster is READY and all that it has is counted. */
async function untilSynced({ ask }: GatewayProcess): Promise<void> {
  const query = '{ clusters(first: 500) { nodes { status kinds { kind count } } } apps(first: 1) { totalCount } }';
  for (;;) {
    const shown = await ask<Shown>(query);
    const ready = shown.clusters.nodes.filter(({ status, kinds }) => {
      const counts = new Map(kinds.map(({ kind, count }) => [kind, count]));
      return status === 'READY' && Object.entries(expected).every(([kind, count]) => counts.get(kind) === count);
    });
    // Two clusters each have the same tenants.
    if (ready.length === clusters && shown.apps.totalCount === (clusters / 2) * deployments) return;
    await sleep(pollMs);
  }
}

/** Events a second, from the moment when they are asked for until the graph shows the last one of each cluster. */
async function takeIn(burst: number): Promise<number> {
  const from = performance.now();
  await load.drive('POST', `/burst/${eventsPerCluster}`);
  while ((await clustersShowing(burst * eventsPerCluster)) < clusters) await sleep(50);
  return (clusters * eventsPerCluster * 1_000) / (performance.now() - from);
}

/** The last pod of each cluster is changed last, and a watch is in order: of how many clusters the graph shows this change of it. */
async function clustersShowing(changes: number): Promise<number> {
  const change = `change ${String(changes).padStart(10, '0')}`;
  const { apps } = await gateway.ask<{
    readonly apps: { readonly nodes: readonly { readonly pods: { readonly nodes: readonly PodShown[] } }[] };
  }>(`{ apps(first: 50, filter: { names: ["app-19"], environments: ["prd"], tenants: ${JSON.stringify(lastTenants())} }) {
    nodes { pods { nodes { containers { lastTermination { message } } } } } } }`);
  const pods = apps.nodes.flatMap(({ pods: { nodes } }) => nodes);
  return pods.filter(({ containers: [container] }) => container?.lastTermination?.message === change).length;
}

interface PodShown {
  readonly containers: readonly { readonly lastTermination: { readonly message: string } | null }[];
}

/** The last one of each pair of clusters: 1,000 apps are 50 namespaces of 10 tenants. */
function lastTenants(): readonly string[] {
  return Array.from({ length: clusters / 2 }, (_, pair) => `tenant-${String(pair * 10 + 9).padStart(5, '0')}`);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
