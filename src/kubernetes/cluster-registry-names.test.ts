import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ClusterIdentities } from '../domain/clusters/cluster-identities.ts';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import { systemClock } from '../lib/clock.ts';
import type { Clock } from '../lib/clock.ts';
import { createManualClock } from '../lib/manual-clock.ts';
import { namespaceObject } from './fixtures/reflector.fixture.ts';
import { cluster, createIdentities, definition, open, pass, ready, state } from './fixtures/registry.fixture.ts';
import type { SmallCluster } from './fixtures/small-cluster.fixture.ts';

function kubeconfigText(server: string): string {
  return JSON.stringify({
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  });
}

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
    old.resourceVersion = '900';
    next.objects.set('namespaces', [namespaceObject('new', '1')]);
    const folder = await mkdtemp(join(tmpdir(), 'tenantry-registry-'));
    onTestFinished(() => rm(folder, { recursive: true }));
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
    expect(old.server.requests.some(({ query }) => query.get('resourceVersion') === '900')).toBe(true);
    const goesOn = next.server.requests.filter(({ query }) => query.get('resourceVersion') === '900');
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
