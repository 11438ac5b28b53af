// Goal 8: how long an event loop stands still at most: a gateway's during the first sync of 100 clusters; this process's while the
// gateway's own reader takes in a list of 100 MB; and while the schema is made anew. The product never makes its schema anew while
// it runs, so that is what it would cost. On a machine that is busy with something else these figures say nothing.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSchema } from '../../src/graphql/schema.ts';
import { builtInKinds } from '../../src/kubernetes/kinds.ts';
import { createObjectBudget } from '../../src/kubernetes/cache/object-budget.ts';
import { createKindStore } from '../../src/kubernetes/cache/kind-store.ts';
import { silentObserver } from '../../src/kubernetes/observer.ts';
import { createReflector } from '../../src/kubernetes/reflector/reflector.ts';
import { createClusterTransport } from '../../src/kubernetes/transport/cluster-transport.ts';
import { createServerCredentials } from '../../src/kubernetes/transport/server-credentials.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { createSlots } from '../../src/lib/slots.ts';
import { createTurns } from '../../src/lib/turns.ts';
import type { Namespace } from '../../src/domain/workloads/cluster-objects.ts';
import { atMost, tell } from './figures.ts';
import { startGateway, startLoad } from './load-process.ts';

const clusters = 100;
const deployments = 1_000;
const large = { count: 5_000, bytes: 20_000 };
const schemas = 5;

const sync = await stallOfSync();
const list = Math.max(await stallOfList(true), await stallOfList(false));
const schema = await stallOf(async () => {
  for (let times = 0; times < schemas; times += 1) {
    createSchema();
    await sleep(20);
  }
});
tell([
  { goal: 8, name: 'longest stall, first sync, ms', figure: sync, ...atMost(50, 'ms')(sync) },
  {
    goal: 8,
    name: 'longest stall, a 100 MB list, ms',
    figure: list,
    ...atMost(50, 'ms')(list),
    detail: 'streamed, and in pages',
  },
  {
    goal: 8,
    name: 'longest stall, schema reload, ms',
    figure: schema,
    ...atMost(50, 'ms')(schema),
    detail: `the longest of ${schemas} schemas made in one piece; nothing reloads it while the gateway runs`,
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

/** Reads the list as the gateway does, from a server in another process. */
async function stallOfList(streamed: boolean): Promise<number> {
  const fixture = new URL('../../src/kubernetes/fixtures/large-list-server.fixture.ts', import.meta.url);
  const child = fork(fixture, [String(large.count), String(large.bytes)]);
  const [server] = (await once(child, 'message')) as [string];
  const transport = createClusterTransport({ credentials: createServerCredentials({ server }), clock: systemClock });
  const ending = new AbortController();
  const store = createKindStore<Namespace>({
    name: 'namespaces',
    clock: systemClock,
    log: silentLog,
    budget: createObjectBudget(1e6),
  });
  const stall = await stallOf(async () => {
    const listed = Promise.withResolvers<void>();
    const reflector = createReflector({
      cluster: 'bench',
      kind: builtInKinds.namespaces,
      store,
      transport,
      clock: systemClock,
      random: Math.random,
      turns: createTurns(),
      lists: createSlots(systemClock, 10, 2_000),
      log: silentLog,
      observer: { ...silentObserver, listed: () => listed.resolve() },
      gate: () => Promise.resolve(),
      streamingList: () => streamed,
      suspect: () => undefined,
      changed: () => undefined,
    });
    void reflector.run(ending.signal);
    await listed.promise;
  });
  ending.abort();
  transport.close();
  child.kill();
  if (store.size !== large.count) throw new Error(`${store.size} of ${large.count} objects came`);
  return stall;
}
