import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { copyFile, rm } from 'node:fs/promises';
import { startCountingProxy } from '../../support/counting-proxy.ts';
import type { CountingProxy } from '../../support/counting-proxy.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { deployment, namespace as namespaceObject, uniqueName } from '../../support/workloads.ts';
import { ready, registerCluster } from './registered-cluster.ts';
import type { RegisteredCluster } from './registered-cluster.ts';
import type { Workload } from '../../../src/domain/workloads/workload.ts';

const cluster = sharedCluster('us-1');
const deployments = { path: /\/apis\/apps\/v1\/deployments$/ };
const lists = { ...deployments, watch: false };
const watches = { ...deployments, watch: true };

describe('what is spoiled between the gateway and an API server', () => {
  const namespace = uniqueName('spoiled');
  let proxy: CountingProxy;
  let registered: RegisteredCluster;
  let changes: string[];

  beforeAll(() => cluster.apply(namespaceObject(namespace, {})));
  afterAll(() => cluster.kubectl(['delete', 'namespace', namespace, '--wait=false']));
  beforeEach(async () => {
    proxy = await startCountingProxy(cluster);
    registered = await registerCluster('us-1', proxy.kubeconfigPath);
    await ready(registered);
    changes = [];
    registered.source.workloads.DEPLOYMENT.subscribe(({ type, object }) => {
      if (object.meta.namespace === namespace && type !== 'MODIFIED') changes.push(`${type} ${object.meta.name}`);
    });
  });
  afterEach(async () => {
    await registered.close();
    await proxy.stop();
  });

  const create = (name: string) => cluster.apply(deployment({ namespace, name, replicas: 0 }));
  const remove = (name: string) =>
    cluster.kubectl(['delete', 'deployment', name, '-n', namespace, '--cascade=foreground', '--wait']);
  const find = (name: string) => registered.source.workloads.DEPLOYMENT.find(namespace, name);
  const seen = (name: string) => waitFor(`${name} in the cache`, () => find(name));
  /** Between the delete and the add there is none at all. */
  const recreated = (name: string, old: Workload) => () => {
    const now = find(name);
    return now !== undefined && now.meta.uid !== old.meta.uid;
  };

  it('table: one pooled dispatcher a cluster: ten watches and 50 calls make few connections', async () => {
    for (let times = 0; times < 50; times += 1) {
      await registered.source.writer.read({ kind: 'DEPLOYMENT', namespace, name: 'nothing' });
    }
    expect(proxy.count({ path: 'deployments/nothing' })).toBe(50);
    // Ten watches, and a handful for the calls that are made at once at the start.
    expect(proxy.connections()).toBeLessThanOrEqual(10 + 8);
  });

  it.each([
    ['garbage', { kind: 'insert', events: 1, line: '{"type":"MODIFIED","object":{"metad' }],
    ['truncated', { kind: 'truncate', events: 1 }],
    ['cut off', { kind: 'cut-after', events: 1 }],
  ] as const)('fault: a watch that is %s starts again, and nothing is lost or listed anew', async (what, fault) => {
    proxy.inject(watches, fault, 1);
    proxy.cutConnections();
    await proxy.next(watches);
    const names = [1, 2, 3].map((number) => uniqueName(`${what.replace(' ', '-')}-${number}`));
    for (const name of names) await create(name);
    for (const name of names) await seen(name);
    expect(changes).toEqual(names.map((name) => `ADDED ${name}`));
    expect(proxy.count(lists)).toBe(1);
    expect(proxy.count(watches)).toBeGreaterThanOrEqual(3);
  });

  it('fault: 410 makes one relist, and deletions and recreates that were missed appear', async () => {
    const [gone, again] = [uniqueName('gone'), uniqueName('again')];
    await create(gone);
    await create(again);
    await seen(gone);
    const old = await seen(again);
    // Nothing passes while it happens, so that only a list can tell.
    const takeBack = proxy.inject(
      watches,
      { kind: 'status', status: 410, reason: 'Expired', message: 'too old resource version' },
      1,
    );
    proxy.inject(lists, { kind: 'delay', milliseconds: 1500 }, 1);
    proxy.cutConnections();
    await proxy.next(watches);
    await remove(gone);
    await remove(again);
    await create(again);
    await waitFor('the new one', recreated(again, old));
    takeBack();
    expect(find(gone)).toBeUndefined();
    expect(changes.slice(2).sort()).toEqual([`ADDED ${again}`, `DELETED ${again}`, `DELETED ${gone}`].sort());
    expect(changes.indexOf(`DELETED ${again}`)).toBeLessThan(changes.lastIndexOf(`ADDED ${again}`));
    expect(proxy.count(lists)).toBe(2);
  });

  it('fault: 429 with Retry-After: no request for that long, no relist', async () => {
    proxy.inject(watches, { kind: 'status', status: 429, headers: { 'retry-after': '3' } }, 1);
    proxy.cutConnections();
    const refused = await proxy.next(watches);
    const next = await proxy.next(watches);
    expect(next.at - refused.at).toBeGreaterThanOrEqual(3000);
    const name = uniqueName('after-429');
    await create(name);
    await seen(name);
    expect(proxy.count(lists)).toBe(1);
  });

  it('fault: half-open connections: a gap within 15 s, stale; then a recreate is a delete and an add', async () => {
    const name = uniqueName('recreated');
    await create(name);
    const old = await seen(name);
    const goOn = proxy.stall();
    const startedAt = performance.now();
    await waitFor('the gap', () => registered.source.state.gap?.reason === 'UNREACHABLE', { timeout: 20_000 });
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(registered.source.workloads.DEPLOYMENT.freshness.stale).toBe(true);
    // By uid: the status may have been filled in between.
    expect(find(name)?.meta.uid).toBe(old.meta.uid);
    await remove(name);
    await create(name);
    goOn();
    await waitFor('the new one', recreated(name, old), { timeout: 40_000 });
    await ready(registered);
    expect(changes).toEqual([`ADDED ${name}`, `DELETED ${name}`, `ADDED ${name}`]);
  });
});

describe('fault: credentials rotated in mid-watch: picked up without a restart', () => {
  const role = (name: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: ${name} }
rules: [{ apiGroups: ["", apps, autoscaling], resources: ["*"], verbs: [get, list, watch] }]
`;

  it('is UNAUTHORIZED when the account is deleted, and READY when the file names another', async () => {
    const [first, second] = [
      await cluster.serviceAccountKubeconfig(role(uniqueName('first'))),
      await cluster.serviceAccountKubeconfig(role(uniqueName('second'))),
    ];
    const path = `${first}.rotated`;
    await copyFile(first, path);
    const registered = await registerCluster('us-1', path);
    try {
      await ready(registered);
      const { stdout } = await cluster.kubectl([
        'auth',
        'whoami',
        '--kubeconfig',
        first,
        '-o',
        'jsonpath={.status.userInfo.username}',
      ]);
      const [, , namespace = '', account = ''] = stdout.split(':');
      await cluster.kubectl(['delete', 'serviceaccount', account, '-n', namespace]);
      await waitFor('UNAUTHORIZED', () => registered.source.state.status === 'UNAUTHORIZED', { timeout: 40_000 });
      await copyFile(second, path);
      await ready(registered);
      expect(registered.source.freshness.stale).toBe(false);
    } finally {
      await registered.close();
      await rm(path);
    }
  });
});
