import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../lib/clock.ts';
import { createManualClock } from '../lib/manual-clock.ts';
import { namespaceObject } from './fixtures/reflector.fixture.ts';
import { cluster, createIdentities, definition, open, pass, ready, state } from './fixtures/registry.fixture.ts';
import { silentObserver } from './observer.ts';
import { createPrometheusObserver } from './prometheus-observer.ts';

describe('a registered cluster', () => {
  it('has series among the metrics until it is removed', async () => {
    const metrics = new Registry();
    const registry = open(systemClock, undefined, createIdentities(), createPrometheusObserver(metrics));
    await registry.add(definition('eu', await cluster('uid-1')));
    await state(registry, 'eu', ready);
    expect(await metrics.metrics()).toMatch(/^tenantry_cluster_lists_total\{cluster="eu",kind="pods",how="\w+"\} 1$/m);
    await registry.remove('eu');
    // Whatever was under way ends now.
    await pass(createManualClock(), 1);
    expect(await metrics.metrics()).not.toContain('cluster="eu"');
  });

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

  it('is not asked for ever in the same moments as another one that was registered with it', async () => {
    const clock = createManualClock();
    const times = new Map<string, number[]>([
      ['eu', []],
      ['us', []],
    ]);
    const observer = { ...silentObserver, probed: (name: string) => void times.get(name)?.push(clock.now()) };
    let drawn = 0;
    const random = () => ((drawn += 1) * 0.618) % 1;
    const registry = open(clock, undefined, createIdentities(), observer, random);
    for (const name of times.keys()) await registry.add(definition(name, await cluster(`uid-${name}`)));
    await Promise.all([...times.keys()].map((name) => state(registry, name, ready)));
    await pass(clock, 120, 100);
    const [eu = [], us = []] = [...times.values()];
    expect(eu.slice(1).filter((at) => us.includes(at))).toEqual([]);
    for (const asked of [eu, us]) {
      const pauses = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
      expect(pauses.length).toBeGreaterThanOrEqual(3);
      expect(Math.max(...pauses)).toBeLessThanOrEqual(3_100);
    }
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
