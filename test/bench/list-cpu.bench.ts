// Goal 7: what a first list of all kinds costs a real API server, as the gateway asks for it and as JSON. By the gateway's own
// requests and decoders, in turns. Whoever else asks that API server is stopped meanwhile. Linux alone: CPU is read from /proc.
import { Agent, request } from 'undici';
import type { CachedObject } from '../../src/domain/clusters/cached-kind.ts';
import { builtInKinds } from '../../src/kubernetes/kinds.ts';
import type { KindDefinition } from '../../src/kubernetes/kinds.ts';
import { acceptOf, watchDecoderOf } from '../../src/kubernetes/reflector/encoding.ts';
import { resourcePath } from '../../src/kubernetes/transport/paths.ts';
import { cpuMsOf } from '../faults/hostile/process-cost.ts';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { atMost, tell } from './figures.ts';
import { median } from './median.ts';

const pods = 1_500;
const replicaSets = 500;
const rounds = 7;
const atOnce = 16;
const namespace = 'listed';
const streamingList =
  'watch=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=300';

const cluster = await startControlPlane({ name: 'list-cpu', version: '1.36', nodes: 1 });
try {
  await fill(cluster);
  for (const [program, pid] of cluster.pids) if (!isServer(program)) process.kill(pid, 'SIGSTOP');
  const { certificateAuthority: ca, certificate: cert, key } = cluster;
  const dispatcher = new Agent({ connect: { ca, cert, key } });
  const spent = { protobuf: [] as number[], json: [] as number[] };
  let objects = 0;
  // The first round fills what the server caches.
  for (let round = 0; round <= rounds; round += 1) {
    for (const encoding of ['protobuf', 'json'] as const) {
      const before = cpuMsOf(serverPid());
      objects = await listAll(dispatcher, encoding === 'json');
      if (round > 0) spent[encoding].push(cpuMsOf(serverPid()) - before);
    }
  }
  await dispatcher.close();
  const [protobuf, json] = [median(spent.protobuf), median(spent.json)];
  const ratio = protobuf / json;
  tell([
    {
      goal: 7,
      name: "API server's CPU for a first list, × that of JSON lists",
      figure: ratio,
      ...atMost(0.4)(ratio),
      detail: `${protobuf.toFixed(0)} ms against ${json.toFixed(0)} ms for ${objects} objects of all kinds, medians of ${rounds} turns`,
    },
  ]);
} finally {
  for (const [program, pid] of cluster.pids) if (!isServer(program)) process.kill(pid, 'SIGCONT');
  await cluster.stop();
}

function isServer(program: string): boolean {
  return program === 'kube-apiserver' || program === 'etcd';
}

function serverPid(): number {
  const pid = cluster.pids.get('kube-apiserver');
  if (pid === undefined) throw new Error('the API server has no process');
  return pid;
}

/** How many objects there are of all kinds. @throws Error where the server does not answer in what was asked for */
async function listAll(dispatcher: Agent, onlyJson: boolean): Promise<number> {
  let count = 0;
  for (const kind of Object.values<KindDefinition<CachedObject>>(builtInKinds)) {
    const { headers, body } = await request(`${cluster.url}${resourcePath(kind.type)}?${streamingList}`, {
      dispatcher,
      headers: { accept: acceptOf(kind, { onlyJson }) },
    });
    const contentType = String(headers['content-type']);
    if (contentType.startsWith('application/json') !== onlyJson) throw new Error(`${contentType} came`);
    const decoder = watchDecoderOf(kind, { onlyJson }, contentType, 1e8);
    reading: for await (const chunk of body) {
      for (const event of decoder.push(chunk as Uint8Array)) {
        if (event.type === 'BOOKMARK' && event.initialEventsEnd) break reading;
        if (event.type === 'ADDED') kind.project(event.object);
        count += 1;
      }
    }
  }
  return count;
}

/** Pods that no scheduler takes, and ReplicaSets that want none: nobody works on them. */
async function fill({ apply, request: ask }: ControlPlane): Promise<void> {
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const bodies = [
    ...Array.from({ length: pods }, (_, index) => ['/api/v1', 'pods', podOf(index)] as const),
    ...Array.from(
      { length: replicaSets },
      (_, index) => ['/apis/apps/v1', 'replicasets', replicaSetOf(index)] as const,
    ),
  ];
  const lanes = Array.from({ length: atOnce }, async () => {
    for (let next = bodies.pop(); next !== undefined; next = bodies.pop()) {
      const [group, plural, body] = next;
      const { status } = await ask('POST', `${group}/namespaces/${namespace}/${plural}`, { body });
      if (status !== 201) throw new Error(`${plural}: ${status}`);
    }
  });
  await Promise.all(lanes);
}

function podSpec() {
  return {
    schedulerName: 'nobody',
    containers: [
      {
        name: 'app',
        image: 'registry.example.com/shop/api:1.0.0',
        ports: [{ name: 'http', containerPort: 8080 }],
        env: [
          { name: 'REGION', value: 'eu' },
          { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        ],
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
        readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
      },
    ],
  };
}

function podOf(index: number) {
  const labels = { app: `app-${index % 100}`, 'pod-template-hash': 'abcdef' };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: `pod-${index}`, labels }, spec: podSpec() };
}

function replicaSetOf(index: number) {
  const labels = { app: `set-${index}` };
  const spec = { replicas: 0, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec() } };
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: `set-${index}` }, spec };
}
