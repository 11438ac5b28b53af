import { afterEach, expect, it } from 'vitest';
import { createClusterRegistry } from '../../src/kubernetes/cluster-registry.ts';
import { createMemoryClusterIdentities } from '../../src/kubernetes/memory-cluster-identities.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { Log } from '../../src/lib/log.ts';
import { silentLog } from '../../src/lib/log.ts';
import { startSimulatedCluster } from '../../src/simulator/start-simulated-cluster.ts';
import { waitFor } from '../support/wait-for.ts';
import { shapeOfRequest, shapesInTheContract } from './request-shapes.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

it('the gateway sends nothing that is not in the contract, and the simulator refuses none of it', async () => {
  const requests: { method: string; path: string; code: number }[] = [];
  const log: Log = { ...silentLog, debug: (fields) => requests.push(fields as (typeof requests)[number]) };
  const containers = [{ name: 'app', image: 'shop/api:1' }];
  const workload = { namespace: 'acme-prod', replicas: 2, containers };
  const cluster = await startSimulatedCluster(
    {
      name: 'recorded',
      labels: {},
      kubernetesVersion: 'v1.35.4',
      nodes: { count: 2, cpu: '4', memory: '8Gi', zones: ['a'] },
      namespaces: [{ name: 'acme-prod', quota: { pods: '20', 'requests.cpu': '2' } }],
      workloads: [
        { ...workload, kind: 'Deployment', name: 'web' },
        { ...workload, kind: 'StatefulSet', name: 'db' },
        { ...workload, kind: 'DaemonSet', name: 'agent' },
      ],
      lifecycles: [{ name: 'default', images: ['*'], pull: 0, ready: 0, stop: 0 }],
      outages: [],
    },
    { log },
  );
  closing.push(() => cluster.close());
  const registry = createClusterRegistry({
    identities: createMemoryClusterIdentities(),
    clock: systemClock,
    random: Math.random,
    log: silentLog,
  });
  closing.push(() => registry.close());
  await registry.add({
    name: 'recorded',
    labels: {},
    connection: { type: 'server', server: cluster.url },
    tenants: ['*'],
    adopt: { hide: ['kube-*'] },
    origin: 'a test',
  });
  const source = registry.byName('recorded')!;
  await waitFor('the cluster is read', () => source.state.status === 'READY');

  for (const [kind, name] of [
    ['DEPLOYMENT', 'web'],
    ['STATEFUL_SET', 'db'],
    ['DAEMON_SET', 'agent'],
  ] as const) {
    const ref = { kind, namespace: 'acme-prod', name };
    const read = await source.writer.read(ref);
    const operations = [
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'shop/api:2' },
    ] as const;
    const planned = await source.writer.patch(ref, operations, { dryRun: true });
    const written = await source.writer.patch(ref, operations, { dryRun: false });
    const revisions = await source.writer.readRevisions(source.workloads[kind].find('acme-prod', name)!);
    expect([read, planned, written, revisions].map(({ ok }) => ok)).toEqual([true, true, true, true]);
  }
  expect(await source.writer.readQuotas('acme-prod')).toMatchObject({
    ok: true,
    value: [{ hard: { pods: '20', 'requests.cpu': '2' }, used: { pods: expect.stringMatching(/^[1-9]/) }, scopes: [] }],
  });

  // Away for a while: watches go on from where they were.
  cluster.setReachable(false);
  await waitFor('the loss is noticed', () => source.state.status !== 'READY');
  cluster.setReachable(true);
  await waitFor('the cluster is back', () => source.state.status === 'READY');

  expect(requests.filter(({ code }) => code >= 400)).toEqual([]);
  const shapes = new Set(requests.map(({ method, path }) => shapeOfRequest(method, path)));
  expect([...shapes].filter((shape) => !shapesInTheContract.includes(shape))).toEqual([]);
});
