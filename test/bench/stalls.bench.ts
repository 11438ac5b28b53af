// Goal 8: how long an event loop stands still at most: a gateway's during the first sync of 100 clusters; this process's while the
// gateway's own reader takes in a list of 100 MB; and while a schema is made anew and first asked. On a machine that is busy with something else these figures say nothing.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CachedObject } from '../../src/domain/clusters/cached-kind.ts';
import { builtInKinds } from '../../src/kubernetes/kinds.ts';
import type { KindDefinition } from '../../src/kubernetes/kinds.ts';
import { createClusterTransport } from '../../src/kubernetes/transport/cluster-transport.ts';
import { createServerCredentials } from '../../src/kubernetes/transport/server-credentials.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { atMost, tell } from './figures.ts';
import { startGateway, startLoad } from './load-process.ts';
import { readList } from './read-list.ts';
import type { ListWay } from './read-list.ts';
import { dearest, reloadSchema, usual } from './schema-reload.ts';

const clusters = 100;
const deployments = 1_000;
const large = { count: 5_000, bytes: 20_000 };
/** Each has two ReplicaSets; more than that load clusters do not have. */
const many = 9_999;
const schemas = 5;

const sync = await stallOfSync();
const [namespaces, replicaSets] = [await stallOfLargeObjects(), await stallOfReplicaSets()];
const list = Math.max(namespaces, replicaSets);
const schema = await stallOfReloads(usual);
const document = await stallOfReloads(dearest);
tell([
  { goal: 8, name: 'longest stall, first sync, ms', figure: sync, ...atMost(50, 'ms')(sync) },
  {
    goal: 8,
    name: 'longest stall, a 100 MB list, ms',
    figure: list,
    ...atMost(50, 'ms')(list),
    detail: `streamed, and in pages: ${replicaSets.toFixed(1)} ms for ${2 * many} ReplicaSets in protobuf and in JSON, ${namespaces.toFixed(1)} ms for ${large.count} objects of 20 KB`,
  },
  {
    goal: 8,
    name: 'longest stall, schema reload, ms',
    figure: schema,
    ...atMost(50, 'ms')(schema),
    detail: `the longest of ${schemas} schemas made anew, with their edges and first queries; ${document.toFixed(1)} ms with the largest document that is let in`,
  },
]);

/** The longest stall of this process meanwhile, in milliseconds. */
async function stallOf(work: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await sleep(50);
  delays.reset();
  await work();
  await sleep(50);
  delays.disable();
  return delays.max / 1e6;
}

/** Nothing reloads the schema of a gateway yet, so this is what it would take one: it has made one before, at its start. */
async function stallOfReloads(firstQuery: string): Promise<number> {
  await reloadSchema(firstQuery);
  return stallOf(async () => {
    for (let times = 0; times < schemas; times += 1) await reloadSchema(firstQuery);
  });
}

async function stallOfSync(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-stalls-'));
  try {
    const told = join(folder, 'stall');
    using load = await startLoad(clusters, deployments);
    const meter = new URL(`stall-meter.ts?told=${encodeURIComponent(told)}`, import.meta.url);
    using gateway = await startGateway(load.kubeconfig, ['--import', meter.href]);
    // What loading its modules took is no stall of anybody.
    process.kill(gateway.pid, 'SIGUSR2');
    for (;;) {
      const { apps, clusters: shown } = await gateway.ask<Shown>(
        '{ clusters(first: 500) { nodes { status } } apps(first: 1) { totalCount } }',
      );
      const ready = shown.nodes.filter(({ status }) => status === 'READY').length;
      // Two clusters each have the same tenants.
      if (ready === clusters && apps.totalCount === (clusters / 2) * deployments) break;
      await sleep(250);
    }
    await sleep(300);
    const stall = Number(readFileSync(told, 'utf8'));
    await gateway.stop();
    return stall;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Shown {
  readonly clusters: { readonly nodes: readonly { readonly status: string }[] };
  readonly apps: { readonly totalCount: number };
}

/** Of namespaces of 20 KB each. */
async function stallOfLargeObjects(): Promise<number> {
  const fixture = new URL('../../src/kubernetes/fixtures/large-list-server.fixture.ts', import.meta.url);
  const child = fork(fixture, [String(large.count), String(large.bytes)]);
  const [server] = (await once(child, 'message')) as [string];
  const ways = [true, false].map((streamed) => ({ streamed, json: true }));
  const stall = await stallOfLists(server, builtInKinds.namespaces, large.count, ways);
  child.kill();
  return stall;
}

/** Of ReplicaSets as a real cluster has them, 5 KB each in protobuf and 7 KB in JSON. */
async function stallOfReplicaSets(): Promise<number> {
  using load = await startLoad(1, many);
  const { clusters: found } = JSON.parse(readFileSync(load.kubeconfig, 'utf8')) as {
    readonly clusters: readonly { readonly cluster: { readonly server: string } }[];
  };
  const ways = [true, false].flatMap((streamed) => [true, false].map((json) => ({ streamed, json })));
  return await stallOfLists(found[0]?.cluster.server ?? '', builtInKinds.replicaSets, 2 * many, ways);
}

/** Reads the list in each of these ways as the gateway does, from a server in another process. */
async function stallOfLists(
  server: string,
  kind: KindDefinition<CachedObject>,
  count: number,
  ways: readonly ListWay[],
): Promise<number> {
  const transport = createClusterTransport({ credentials: createServerCredentials({ server }), clock: systemClock });
  let longest = 0;
  for (const way of ways) {
    const stall = await stallOf(async () => {
      const listed = await readList(transport, kind, way);
      if (listed !== count) throw new Error(`${listed} of ${count} objects came`);
    });
    longest = Math.max(longest, stall);
  }
  transport.close();
  return longest;
}
