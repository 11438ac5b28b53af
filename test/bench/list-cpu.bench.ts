// Goal 7: what a first list of all kinds costs a real API server, as the gateway asks for it and as JSON: in pages, streamed, and whole, of
// which the cheapest counts. The objects are those of the simulator's load mode. Read by the gateway's own reflector, in turns. Whoever else
// asks that API server is stopped meanwhile. Linux alone: CPU is read from /proc.
import { Agent, request } from 'undici';
import type { CachedObject } from '../../src/domain/clusters/cached-kind.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { prefersStreamingList } from '../../src/kubernetes/cluster/first-list.ts';
import { builtInKinds } from '../../src/kubernetes/kinds.ts';
import type { KindDefinition } from '../../src/kubernetes/kinds.ts';
import { createClusterTransport } from '../../src/kubernetes/transport/cluster-transport.ts';
import type { ClusterTransport } from '../../src/kubernetes/transport/cluster-transport.ts';
import { resourcePath } from '../../src/kubernetes/transport/paths.ts';
import { cpuMsOf } from '../faults/hostile/process-cost.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { atMost, tell } from './figures.ts';
import { writeLoadObjects } from './list-cpu-objects.ts';
import { median } from './median.ts';
import { readList } from './read-list.ts';
import type { ListWay } from './read-list.ts';

const deployments = 250;
const rounds = 9;

const version = '1.36';
const cluster = await startControlPlane({ name: 'list-cpu', version, nodes: 1 });
for (const [program, pid] of cluster.pids) if (!isServer(program)) process.kill(pid, 'SIGSTOP');
try {
  await writeLoadObjects(cluster, deployments);
  const { url: server, certificateAuthority: ca, certificate: cert, key } = cluster;
  const tls = { ca, cert, key, rejectUnauthorized: true };
  const transport = createClusterTransport({
    credentials: { read: () => Promise.resolve({ server, headers: {}, tls, proxyUrl: null, warning: null }) },
    clock: systemClock,
  });
  const dispatcher = new Agent({ allowH2: false, connect: tls });
  const ways: readonly Way[] = [
    { name: 'protobuf in pages', list: () => listAll(transport, { streamed: false, json: false }), ...noneSpent() },
    { name: 'protobuf streamed', list: () => listAll(transport, { streamed: true, json: false }), ...noneSpent() },
    { name: 'JSON in pages', list: () => listAll(transport, { streamed: false, json: true }), ...noneSpent() },
    { name: 'JSON streamed', list: () => listAll(transport, { streamed: true, json: true }), ...noneSpent() },
    { name: 'JSON whole', list: () => listWhole(dispatcher), ...noneSpent() },
  ];
  let objects = 0;
  // The first round fills what the server caches.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { list, server: ofServer, store } of round % 2 === 0 ? ways : ways.toReversed()) {
      const before = [cpuMsOf(pidOf('kube-apiserver')), cpuMsOf(pidOf('etcd'))] as const;
      objects = await list();
      if (round === 0) continue;
      ofServer.push(cpuMsOf(pidOf('kube-apiserver')) - before[0]);
      store.push(cpuMsOf(pidOf('etcd')) - before[1]);
    }
  }
  transport.close();
  await dispatcher.close();
  const costs = ways.map((way) => way.server.map((api, round) => api + (way.store[round] ?? NaN)));
  const [paged = [], streamed = [], ...json] = costs;
  const own = prefersStreamingList(`v${version}.0`) ? streamed : paged;
  const cheapest = json.toSorted((one, other) => median(one) - median(other))[0] ?? [];
  // Of each turn, in which the machine was about as fast for both.
  const ratio = median(own.map((cost, round) => cost / (cheapest[round] ?? NaN)));
  const parts = ways.map(
    ({ name, server: api, store }) => `${name} ${median(api).toFixed(0)} + ${median(store).toFixed(0)} ms`,
  );
  tell([
    {
      goal: 7,
      name: "API server's CPU for a first list, × that of JSON lists",
      figure: ratio,
      ...atMost(0.4)(ratio),
      detail: `with etcd's; ${parts.join(', ')} for ${objects} objects of all kinds, medians of ${rounds} turns`,
    },
  ]);
} finally {
  for (const [program, pid] of cluster.pids) if (!isServer(program)) process.kill(pid, 'SIGCONT');
  await cluster.stop();
}

function isServer(program: string): boolean {
  return program === 'kube-apiserver' || program === 'etcd';
}

function pidOf(program: string): number {
  const pid = cluster.pids.get(program);
  if (pid === undefined) throw new Error(`${program} has no process`);
  return pid;
}

interface Way {
  readonly name: string;
  readonly list: () => Promise<number>;
  /** Milliseconds of CPU of the API server, each time, and of etcd. */
  readonly server: number[];
  readonly store: number[];
}

function noneSpent(): Pick<Way, 'server' | 'store'> {
  return { server: [], store: [] };
}

/** How many objects there are of all kinds, one kind after the other. */
async function listAll(transport: ClusterTransport, how: ListWay): Promise<number> {
  let count = 0;
  for (const kind of Object.values<KindDefinition<CachedObject>>(builtInKinds))
    count += await readList(transport, kind, how);
  return count;
}

/** The same as clients without watches and pages ask for it. */
async function listWhole(dispatcher: Agent): Promise<number> {
  let count = 0;
  for (const { type } of Object.values(builtInKinds)) {
    const { body } = await request(`${cluster.url}${resourcePath(type)}`, { dispatcher });
    count += ((await body.json()) as { readonly items: readonly unknown[] }).items.length;
  }
  return count;
}
