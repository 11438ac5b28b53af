// `npm run soak`: a gateway over 100 clusters that change 1,000 times a second, go away, fall silent and come back, with 500
// subscriptions, others that come and go, and steady queries. Every two minutes all rests for a moment, what the graph shows is
// compared with what the clusters have, and memory is measured. `npm run soak -- --minutes 2` for less. Exit code 1: something was lost
// or wrong, memory grows, the event loop stood still for too long, or too little of all this happened to say so. Linux alone.
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGateway, startLoad } from './load-process.ts';
import type { ProbeReport } from './process-probe.ts';
import { allApps, differences } from './soak-comparison.ts';
import { toldWithinMs, untoldOutage } from './soak-outages.ts';
import { enoughSizes, fillTables, growthOf, inMegabytes } from './soak-memory.ts';
import type { MemorySize } from './soak-memory.ts';
import { soakOptions } from './soak-options.ts';
import type { SoakOptions } from './soak-options.ts';
import { comeAndGo, follow } from './soak-streams.ts';

const deployments = 100;
const subscriptions = 500;
const sockets = 10;
/** How often a query is asked, somebody comes and goes, and a cluster goes, in milliseconds. */
const queryEveryMs = 50;
const visitEveryMs = 2_000;
const outageEveryMs = 5_000;
/** For how long a cluster is away, at least and at most. */
const outageMs = [5_000, 20_000] as const;
/** Then all rests and is compared. */
const roundMs = 120_000;
/** What is tolerated. */
const maxStallMs = 50;
/** Of all processors' time. Where a machine's host takes more of it away, what a report says of stalls may be the host's doing: it is told apart. */
const maxStolenShare = 0.01;
const maxGrowthMbPerMinute = 1;

const { minutes, clusters, churn } = options();
using load = await startLoad(clusters, deployments);
using gateway = await startGateway(load.kubeconfig, [
  '--expose-gc',
  `--import=${new URL('process-probe.ts', import.meta.url).href}`,
]);
const reports: ProbeReport[] = [];
/** What a process tells before anybody listens comes later. The first sync has a benchmark of its own, and tables are filled ten times as fast. */
let loadBegins = Number.POSITIVE_INFINITY;
gateway.onReport((report) => {
  if (performance.now() - report.ofMs >= loadBegins) reports.push(report);
});
const names = Array.from({ length: clusters }, (_, index) => `load-${String(index + 1).padStart(3, '0')}`);
await untilReady();
const apps = await allApps<AppShown>(gateway, 'id name environment { name tenant { name } }');
/** Whether there are rests enough to tell. */
const minutesToJudge = (enoughSizes * roundMs) / 60_000;
const judgesMemory = minutes >= minutesToJudge;
if (judgesMemory) {
  const documents = new Set(apps.slice(0, 2_000).flatMap((app) => questionsOf(app).map(({ query }) => query)));
  await fillTables(gateway, load, apps, documents, versionsOfAll, () => differences(load, names, gateway));
}
const followed = apps.filter((_, index) => index % Math.ceil(apps.length / subscriptions) === 0);
const streams = follow(gateway, followed, sockets);

const sizes: MemorySize[] = [];
const failures: string[] = [];
const done = { queries: 0, visits: 0, outages: 0, outagesTold: 0, comparisons: 0, churningMs: 0 };
const versionsBefore = await versionsOfAll();
loadBegins = performance.now();
const end = loadBegins + minutes * 60_000;
while (performance.now() < end && failures.length === 0) {
  const begin = performance.now();
  await load.drive('PUT', `/churn/${churn}`);
  const until = Math.min(end, begin + roundMs);
  await Promise.all([askUntil(until), visitUntil(until), breakUntil(until)]);
  await load.drive('PUT', '/churn/0');
  done.churningMs += performance.now() - begin;
  await untilReady();
  failures.push(...(await differences(load, names, gateway)), ...(await streams.behind()));
  sizes.push({ atMs: performance.now(), bytes: await gateway.memory() });
  done.comparisons += 1;
}
failures.push(...streams.problems);
const changes = (await versionsOfAll()) - versionsBefore;

const growth = growthOf(sizes);
const undisturbed = reports.filter(isOurs);
const stall = longest(reports, 'longestStallMs');
const seconds = done.churningMs / 1_000;
const verdicts = [
  verdict(
    failures.length === 0,
    `nothing lost in ${done.comparisons} comparisons: ${apps.length} apps in ${clusters} clusters as the clusters have them, ${followed.length} ` +
      `subscribers with their last state`,
  ),
  // A run in which little happened says little.
  verdict(
    changes >= 0.8 * churn * seconds &&
      done.queries >= (0.3 * seconds * 1_000) / queryEveryMs &&
      done.outagesTold > 0 &&
      done.visits > 0 &&
      reports.length >= minutes * 5,
    `${changes} changes, ${done.queries} queries answered as expected, ${done.outages} outages, of which ${done.outagesTold} ` +
      `long ones were shown as gaps, ${done.visits} visitors, ` +
      `in ${Math.round(seconds)} s; ${reports.length} reports of the process`,
  ),
  ...(judgesMemory
    ? [
        verdict(
          growth <= maxGrowthMbPerMinute,
          `memory after a collection, when all rested, grew by ${growth.toFixed(2)} MB a minute (at most ${maxGrowthMbPerMinute}): ` +
            `${inMegabytes(sizes)} MB`,
        ),
      ]
    : [notJudged(`whether memory grows: a run of ${minutesToJudge} minutes or more tells; ${inMegabytes(sizes)} MB`)]),
  verdict(
    stall <= maxStallMs && reports.length > 0,
    `longest stall of the event loop ${stall.toFixed(0)} ms (at most ${maxStallMs}), ${longest(reports, 'longestStallWithoutGcMs').toFixed(0)} ms ` +
      `without collections of garbage; and it waited for a disk or a thread for ${longest(reports, 'longestBlockMs').toFixed(0)} ms at most. In ` +
      `the ${undisturbed.length} of ${reports.length} reports of times in which the host took less than ${maxStolenShare * 100} % of the ` +
      `processors away: ${longest(undisturbed, 'longestStallMs').toFixed(0)} ms`,
  ),
];
for (const failure of failures.slice(0, 20)) console.log(`  ${failure}`);
await gateway.stop();
process.exit(verdicts.every(Boolean) ? 0 : 1);

function options(): SoakOptions {
  try {
    return soakOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

/** Whether the machine was ours when it computed. */
function isOurs({ stolenMs, ofMs }: ProbeReport): boolean {
  return stolenMs < maxStolenShare * ofMs * availableParallelism();
}

function longest(
  of: readonly ProbeReport[],
  what: 'longestStallMs' | 'longestStallWithoutGcMs' | 'longestBlockMs',
): number {
  return Math.max(0, ...of.map((report) => report[what]));
}

function verdict(holds: boolean, text: string): boolean {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${text}`);
  return holds;
}

/** What a short run cannot say does not fail it. */
function notJudged(text: string): boolean {
  console.log(`--     ${text}`);
  return true;
}

interface AppShown {
  readonly id: string;
  readonly name: string;
  readonly environment: { readonly name: string; readonly tenant: { readonly name: string } };
}

/** @throws where a cluster has not come back after a minute */
async function untilReady(): Promise<void> {
  const query = '{ clusters(first: 500, filter: { statuses: [READY] }) { totalCount nodes { name } } }';
  const deadline = performance.now() + 60_000;
  for (;;) {
    const { clusters: ready } = await gateway.ask<{
      readonly clusters: { readonly totalCount: number; readonly nodes: readonly { readonly name: string }[] };
    }>(query);
    if (ready.totalCount === clusters) return;
    if (performance.now() > deadline) {
      const there = new Set(ready.nodes.map(({ name }) => name));
      throw new Error(`not READY after a minute: ${names.filter((name) => !there.has(name)).join(', ')}`);
    }
    await sleep(500);
  }
}

/** Each change of a cluster is a resource version of it. */
async function versionsOfAll(): Promise<number> {
  const all = await load.drive<readonly { readonly resourceVersion: number }[]>('GET', '/clusters');
  return all.reduce((sum, { resourceVersion }) => sum + resourceVersion, 0);
}

interface Question {
  readonly query: string;
  /** Whether the answer can be right, whatever changes meanwhile. */
  readonly fits: (data: Record<string, unknown>) => boolean;
}

/** Of everything something. */
function questionsOf({ id, name, environment }: AppShown): readonly Question[] {
  const { name: stage, tenant } = environment;
  return [
    {
      query: `{ node(id: ${JSON.stringify(id)}) { id ... on App { name health { status } pods { nodes { name restarts } } } } }`,
      fits: ({ node }) => (node as AppShown | null)?.name === name,
    },
    {
      query: `{ app(tenant: "${tenant.name}", environment: "${stage}", name: "${name}") { id rollout { phase image } } }`,
      fits: ({ app }) => (app as AppShown | null)?.id === id,
    },
    {
      query:
        '{ apps(first: 50, filter: { health: [DEGRADED] }, orderBy: { field: RESTARTS, direction: DESC }) { totalCount nodes { name health { status } } } }',
      fits: ({ apps: page }) =>
        (page as { readonly nodes: readonly { readonly health: { readonly status: string } }[] }).nodes.every(
          ({ health }) => health.status === 'DEGRADED',
        ),
    },
    {
      query: '{ clusters(first: 100) { nodes { name status gap { reason } } } }',
      fits: ({ clusters: page }) =>
        (page as { readonly nodes: readonly unknown[] }).nodes.length === Math.min(100, clusters),
    },
  ];
}

async function askUntil(when: number): Promise<void> {
  while (performance.now() < when) {
    const app = apps[(done.queries * 7_919) % apps.length];
    if (app === undefined) throw new Error('there are no apps');
    const questions = questionsOf(app);
    const question = questions[done.queries % questions.length];
    if (question === undefined) continue;
    try {
      const data = await gateway.ask<Record<string, unknown>>(question.query);
      if (!question.fits(data)) failures.push(`a wrong answer to ${question.query}: ${JSON.stringify(data)}`);
    } catch (error) {
      failures.push(`a query failed: ${String(error)}`);
    }
    done.queries += 1;
    await sleep(queryEveryMs);
  }
}

/** People come, look at some apps, and go. */
async function visitUntil(when: number): Promise<void> {
  while (performance.now() < when) {
    const from = (done.visits * 7_919) % apps.length;
    try {
      await comeAndGo(gateway, apps.slice(from, from + 5));
    } catch (error) {
      failures.push(`a visitor was told nothing: ${String(error)}`);
    }
    done.visits += 1;
    await sleep(visitEveryMs);
  }
}

/** Takes clusters away, or lets them fall silent, a few at a time; all are back at the end. */
async function breakUntil(when: number): Promise<void> {
  const over: Promise<unknown>[] = [];
  while (performance.now() + outageMs[1] < when) {
    const name = names[(done.outages * 7_919) % names.length];
    const forMs = outageMs[0] + ((done.outages * 7_001) % (outageMs[1] - outageMs[0]));
    await load.drive('PUT', `/clusters/${name}/${done.outages % 2 === 0 ? 'away' : 'black-hole'}`);
    over.push(endOutage(String(name), forMs));
    done.outages += 1;
    await sleep(outageEveryMs);
  }
  await Promise.all(over);
}

/** Compared are those alone that last long enough. */
async function endOutage(name: string, forMs: number): Promise<void> {
  await sleep(forMs);
  if (forMs >= toldWithinMs) {
    failures.push(...(await untoldOutage(gateway, name)));
    done.outagesTold += 1;
  }
  await load.drive('PUT', `/clusters/${name}/serving`);
}
