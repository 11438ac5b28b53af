import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClusterDefinition } from '../domain/clusters/cluster-definition.ts';
import type { ClusterIdentities } from '../domain/clusters/cluster-identities.ts';
import type { ClusterState } from '../domain/clusters/cluster-state.ts';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import type { Clock } from '../lib/clock.ts';
import { systemClock } from '../lib/clock.ts';
import { silentLog } from '../lib/log.ts';
import { createManualClock } from '../lib/manual-clock.ts';
import { createClusterRegistry } from './cluster-registry.ts';
import type { KubernetesClusterRegistry } from './cluster-registry.ts';
import { namespaceObject } from './fixtures/reflector.fixture.ts';
import { startSmallCluster } from './fixtures/small-cluster.fixture.ts';
import type { SmallCluster } from './fixtures/small-cluster.fixture.ts';
import { createMemoryClusterIdentities } from './memory-cluster-identities.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function cluster(uid: string): Promise<SmallCluster> {
  const small = await startSmallCluster(uid);
  closing.push(() => small.server.close());
  return small;
}

function createIdentities(): ClusterIdentities {
  let minted = 0;
  return createMemoryClusterIdentities(() => `id-${(minted += 1)}`);
}

function open(
  clock: Clock = systemClock,
  maxObjects?: number,
  identities = createIdentities(),
): KubernetesClusterRegistry {
  const registry = createClusterRegistry({
    identities,
    clock,
    random: () => 0.5,
    log: silentLog,
    ...(maxObjects === undefined ? {} : { maxObjects }),
  });
  closing.push(() => registry.close());
  return registry;
}

function definition(name: string, at: SmallCluster, more: Partial<ClusterDefinition> = {}): ClusterDefinition {
  const connection = { type: 'server', server: at.server.url } as const;
  return { name, labels: {}, connection, tenants: ['*'], adopt: { hide: ['kube-*'] }, origin: `${name}.yaml`, ...more };
}

/** Resolves with the state once it is as asked; listens to whichever source has the name. */
function state(
  registry: KubernetesClusterRegistry,
  name: string,
  accepts: (state: ClusterState) => boolean,
): Promise<ClusterState> {
  return new Promise((resolve) => {
    let stopListening = (): void => undefined;
    const stop = registry.onChange(attach);
    function look(present: ClusterState): void {
      if (!accepts(present)) return;
      stop();
      stopListening();
      resolve(present);
    }
    function attach(): void {
      stopListening();
      const source = registry.byName(name);
      if (source === undefined) return;
      stopListening = source.onState(look);
      look(source.state);
    }
    attach();
  });
}

function kubeconfigText(server: string): string {
  return JSON.stringify({
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  });
}

const ready = (present: ClusterState): boolean => present.status === 'READY';

/** Lets a second pass on the clock, and then everything happen that does not wait for time. */
async function pass(clock: ReturnType<typeof createManualClock>, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    clock.advance(1000);
    for (let round = 0; round < 30; round += 1) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }
}

describe('a registered cluster', () => {
  it('is SYNCING at first, a gap, and READY when every kind was read', async () => {
    const small = await cluster('uid-1');
    small.objects.set('namespaces', [namespaceObject('shop', '1')]);
    const registry = open();
    await registry.add(definition('eu', small));
    expect(registry.byName('eu')?.state).toMatchObject({
      status: 'SYNCING',
      uid: null,
      synced: false,
      gap: { reason: 'SYNCING' },
    });
    expect(await state(registry, 'eu', ready)).toMatchObject({
      uid: 'uid-1',
      kubernetesVersion: 'v1.36.3',
      synced: true,
      gap: null,
      message: null,
    });
    expect(registry.byName('eu')?.namespaces.find('', 'shop')?.meta.uid).toBe('uid-shop');
    expect(registry.byName('eu')?.freshness.stale).toBe(false);
  });

  it('states a missing kind and a missing right as gaps, and a missing optional kind in words only', async () => {
    const small = await cluster('uid-1');
    small.missing.add('horizontalpodautoscalers');
    const registry = open();
    await registry.add(definition('eu', small));
    expect((await state(registry, 'eu', ready)).message).toMatch(/does not serve horizontalpodautoscalers/);
    small.forbidden.add('pods');
    small.watches.get('pods')?.at(-1)?.send('ERROR', { code: 410 });
    const forbidden = await state(registry, 'eu', (present) => present.gap?.reason === 'UNAUTHORIZED');
    expect(forbidden).toMatchObject({
      status: 'DEGRADED',
      message: expect.stringMatching(/may not list and watch pods in the whole cluster/),
    });
    expect(registry.byName('eu')?.pods.availability.status).toBe('FORBIDDEN');
  });

  it('is UNAUTHORIZED while its credentials are refused, and READY again without a restart', async () => {
    const small = await cluster('uid-1');
    small.unauthorized = true;
    const registry = open();
    await registry.add(definition('eu', small));
    expect(await state(registry, 'eu', (present) => present.status === 'UNAUTHORIZED')).toMatchObject({
      gap: { reason: 'UNAUTHORIZED' },
    });
    small.unauthorized = false;
    await state(registry, 'eu', ready);
  });

  it('is DEGRADED while the API server says that it is not ready', async () => {
    const small = await cluster('uid-1');
    small.readyz = 500;
    const registry = open();
    await registry.add(definition('eu', small));
    expect((await state(registry, 'eu', (present) => present.status === 'DEGRADED')).message).toMatch(
      /not ready \(500\)/,
    );
  });

  it('says which limit keeps it from being shown whole', async () => {
    const small = await cluster('uid-1');
    small.objects.set('namespaces', [namespaceObject('a', '1'), namespaceObject('b', '1'), namespaceObject('c', '1')]);
    const registry = open(systemClock, 2);
    await registry.add(definition('eu', small));
    const limited = await state(registry, 'eu', (present) => present.status === 'DEGRADED');
    expect(limited.gap?.message).toMatch(/not all namespaces are held/);
  });
});

describe('reflector 5: an active probe tells a frozen API server from a quiet one, within 15 s', () => {
  it('leaves a quiet cluster alone', async () => {
    const small = await cluster('uid-1');
    const clock = createManualClock();
    const registry = open(clock);
    await registry.add(definition('eu', small));
    await state(registry, 'eu', ready);
    await pass(clock, 60);
    expect(registry.byName('eu')?.state.status).toBe('READY');
    // The probe confirms what quiet watches hold.
    expect(clock.now() - (registry.byName('eu')?.freshness.observedAt ?? 0)).toBeLessThanOrEqual(5000);
  });

  it('goes on asking while all other connections wait for slow answers, and so tells slow from frozen', async () => {
    const small = await cluster('uid-1');
    const clock = createManualClock();
    const registry = open(clock);
    await registry.add(definition('eu', small));
    await state(registry, 'eu', ready);
    const source = registry.byName('eu');
    // An admission webhook may take 30 s, and there may be more changes on their way than connections for calls.
    const ref = { kind: 'DEPLOYMENT', namespace: 'shop', name: 'api' } as const;
    const waiting = Array.from({ length: 20 }, () => source?.writer.patch(ref, [], { dryRun: false }));
    const statuses: string[] = [];
    source?.onState(({ status }) => statuses.push(status));
    await pass(clock, 15);
    expect(statuses).toEqual([]);
    expect(small.server.requests.filter(({ path }) => path === '/readyz').length).toBeGreaterThanOrEqual(5);
    small.frozen = true;
    await pass(clock, 14);
    expect(statuses).toEqual(['UNREACHABLE']);
    await Promise.all(waiting);
  });

  it('tells a frozen one within 15 s, its data stale, and has everything right again after', async () => {
    const small = await cluster('uid-1');
    small.objects.set('namespaces', [namespaceObject('shop', '1')]);
    const clock = createManualClock();
    const registry = open(clock);
    await registry.add(definition('eu', small));
    await state(registry, 'eu', ready);
    const source = registry.byName('eu');
    await pass(clock, 5);
    small.frozen = true;
    await pass(clock, 14);
    expect(source?.state).toMatchObject({ status: 'UNREACHABLE', gap: { reason: 'UNREACHABLE' } });
    expect(source?.namespaces.freshness.stale).toBe(true);
    expect(source?.freshness.stale).toBe(true);
    expect(source?.namespaces.find('', 'shop')).toBeDefined();
    expect(await source?.writer.read({ kind: 'DEPLOYMENT', namespace: 'shop', name: 'api' })).toMatchObject({
      failure: { reason: 'UNREACHABLE' },
    });

    small.frozen = false;
    const watches = small.watches.get('namespaces')?.length ?? 0;
    await pass(clock, 25);
    expect(source?.state.status).toBe('READY');
    expect(small.watches.get('namespaces')?.length).toBe(watches + 1);
    small.watches.get('namespaces')?.at(-1)?.send('DELETED', namespaceObject('shop', '101'));
    await new Promise<void>((resolve) => {
      source?.namespaces.subscribe(() => resolve());
    });
    expect(source?.namespaces.size).toBe(0);
    expect(source?.namespaces.freshness.stale).toBe(false);
  });
});

describe('reflector 4: one stuck kind or cluster never holds a lock that others need', () => {
  it('reads the other kinds while one never ends its list', async () => {
    const small = await cluster('uid-1');
    for (const plural of ['namespaces', 'nodes', 'pods', 'events', 'deployments', 'statefulsets'])
      small.stuck.add(plural);
    const clock = createManualClock();
    const registry = open(clock);
    await registry.add(definition('eu', small));
    const source = registry.byName('eu');
    // Six kinds hold the five slots that a cluster has for lists: the others go on beyond them, after a wait.
    const read = new Promise<void>((resolve) => {
      source?.onState(() => {
        if (source.autoscalers.availability.status === 'SYNCED') resolve();
      });
    });
    await clock.waited((delay) => delay === 2000);
    await pass(clock, 3);
    await read;
    expect(registry.byName('eu')?.pods.availability.status).toBe('SYNCING');
  });

  it('reads a cluster while twenty others take connections and never answer', async () => {
    const [hole, small] = [await cluster('uid-1'), await cluster('uid-2')];
    hole.frozen = true;
    const registry = open();
    for (let number = 0; number < 20; number += 1) await registry.add(definition(`hole-${number}`, hole));
    await registry.add(definition('eu', small));
    await state(registry, 'eu', ready);
    expect(registry.byName('hole-7')?.state.status).toBe('SYNCING');
  });
});

describe('which cluster a name stands for', () => {
  it('is there soon after the records could not take its id for a moment', async () => {
    const known = createIdentities();
    let failures = 2;
    const identities: ClusterIdentities = {
      ...known,
      bind: (...args) =>
        (failures -= 1) < 0 ? known.bind(...args) : Promise.reject(new RecordsUnavailable('LOCKED', 'locked, as told')),
    };
    // What waits for half a minute waits for ever.
    const clock: Clock = { ...systemClock, after: (ms, run) => (ms < 30_000 ? systemClock.after(ms, run) : () => {}) };
    const registry = open(clock, undefined, identities);
    await registry.add(definition('eu', await cluster('uid-1')));
    expect((await state(registry, 'eu', ({ status }) => status === 'DISABLED')).message).toContain(
      'cannot be recorded',
    );
    expect((await state(registry, 'eu', ({ status }) => status === 'READY')).gap).toBeNull();
  });

  it('refuses one cluster under a second name, until the first is gone', async () => {
    const small = await cluster('uid-1');
    const registry = open();
    await registry.add(definition('eu', small));
    await state(registry, 'eu', ready);
    await registry.add(definition('copy', small));
    const refused = await state(registry, 'copy', (present) => present.status === 'DISABLED');
    expect(refused).toMatchObject({
      gap: { reason: 'DISABLED' },
      message: expect.stringMatching(/same cluster as eu .*eu\.yaml and copy\.yaml/),
    });
    expect(registry.byName('copy')?.namespaces.size).toBe(0);
    await registry.remove('eu');
    await state(registry, 'copy', ready);
    // It is the cluster that had the first id: a rename keeps it.
    expect(registry.byName('copy')?.id).toBe('id-1');
    expect(registry.byId('id-1')?.name).toBe('copy');
    // The old name comes back: it is refused, and is not taken for the one that has its id now.
    await registry.add(definition('eu', small));
    await state(registry, 'eu', (present) => present.status === 'DISABLED');
    expect(registry.byName('eu')?.id).not.toBe('id-1');
    expect(registry.byId('id-1')?.name).toBe('copy');
  });

  it('serves, of two names for one cluster, the one that the records know, whichever connects first', async () => {
    const identities = createIdentities();
    const small = await cluster('uid-1');
    const before = open(systemClock, undefined, identities);
    await before.add(definition('eu', small));
    await state(before, 'eu', ready);
    await before.close();

    const slow = await cluster('uid-1');
    slow.frozen = true;
    const registry = open(systemClock, undefined, identities);
    await registry.add(definition('copy', small));
    await registry.add(definition('eu', slow));
    const refused = await state(registry, 'copy', (present) => present.status === 'DISABLED');
    expect(refused.message).toMatch(/same cluster as eu /);
    await registry.add(definition('eu', small));
    await state(registry, 'eu', ready);
    expect(registry.byId('id-1')?.name).toBe('eu');
    expect(registry.byName('copy')?.state.status).toBe('DISABLED');
  });

  it('serves two clusters that changed their names with each other', async () => {
    const identities = createIdentities();
    const [one, two] = [await cluster('uid-1'), await cluster('uid-2')];
    const before = open(systemClock, undefined, identities);
    await before.add(definition('a', one));
    await before.add(definition('b', two));
    await Promise.all([state(before, 'a', ready), state(before, 'b', ready)]);
    await before.close();
    const registry = open(systemClock, undefined, identities);
    await registry.add(definition('a', two));
    await registry.add(definition('b', one));
    await Promise.all([state(registry, 'a', ready), state(registry, 'b', ready)]);
    expect([registry.byId('id-1')?.name, registry.byId('id-2')?.name]).toEqual(['b', 'a']);
  });

  it('gives another cluster under an old name an id and caches of its own', async () => {
    const small = await cluster('uid-1');
    small.objects.set('namespaces', [namespaceObject('old', '1')]);
    const clock = createManualClock();
    const registry = open(clock);
    await registry.add(definition('eu', small));
    await state(registry, 'eu', ready);
    const changes: string[] = [];
    registry.onChange(({ type, cluster: { id, namespaces } }) => changes.push(`${type} ${id} ${namespaces.size}`));
    small.uid = 'uid-2';
    small.objects.set('namespaces', [namespaceObject('new', '1')]);
    // Only an interruption can put another cluster behind an address.
    small.unauthorized = true;
    await pass(clock, 5);
    expect(registry.byName('eu')?.state.status).toBe('UNAUTHORIZED');
    small.unauthorized = false;
    await pass(clock, 5);
    await state(registry, 'eu', (present) => ready(present) && present.uid === 'uid-2');
    expect(changes).toEqual(['REMOVED id-1 1', 'ADDED id-2 0']);
    expect(registry.byName('eu')?.namespaces.find('', 'old')).toBeUndefined();
    expect(registry.byName('eu')?.namespaces.find('', 'new')).toBeDefined();
  });

  it('does not mix two clusters where a kubeconfig comes to name the address of another', async () => {
    const [old, next] = [await cluster('uid-1'), await cluster('uid-2')];
    old.objects.set('namespaces', [namespaceObject('old', '1')]);
    next.objects.set('namespaces', [namespaceObject('new', '1')]);
    const folder = await mkdtemp(join(tmpdir(), 'tenantry-registry-'));
    closing.push(() => rm(folder, { recursive: true }));
    const path = join(folder, 'eu.kubeconfig');
    const point = (to: SmallCluster): Promise<void> => writeFile(path, kubeconfigText(to.server.url));
    await point(old);
    const clock = createManualClock();
    const registry = open(clock);
    await registry.add(definition('eu', old, { connection: { type: 'kubeconfig', path } }));
    await state(registry, 'eu', ready);
    await point(next);
    // The credentials are read again within 5 s.
    const found = state(registry, 'eu', (present) => ready(present) && present.uid === 'uid-2');
    await pass(clock, 9);
    await found;
    expect(registry.byName('eu')?.id).toBe('id-2');
    expect(registry.byName('eu')?.namespaces.find('', 'old')).toBeUndefined();
    expect(registry.byName('eu')?.namespaces.find('', 'new')).toBeDefined();
    // A watch of the one cluster never goes on at the other.
    const goesOn = next.server.requests.filter(({ query }) => query.get('resourceVersion') !== null);
    expect(goesOn).toHaveLength(0);
  });

  it('keeps id and caches when only labels or adoption change, and both when nothing does', async () => {
    const small = await cluster('uid-1');
    const registry = open();
    await registry.add(definition('eu', small));
    await state(registry, 'eu', ready);
    const before = registry.byName('eu');
    await registry.add(definition('eu', small));
    expect(registry.byName('eu')).toBe(before);
    const changes: string[] = [];
    registry.onChange(({ type, cluster: { id } }) => changes.push(`${type} ${id}`));
    await registry.add(definition('eu', small, { labels: { region: 'eu' } }));
    expect(changes).toEqual(['REMOVED id-1', 'ADDED id-1']);
    expect(registry.byName('eu')).toMatchObject({
      definition: { labels: { region: 'eu' } },
      state: { status: 'READY' },
    });
    expect(small.watches.get('pods')).toHaveLength(1);
  });
});
