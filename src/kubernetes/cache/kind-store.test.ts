import { describe, expect, it } from 'vitest';
import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { ObjectMeta } from '../../domain/workloads/object-meta.ts';
import { silentLog } from '../../lib/log.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { createTurns } from '../../lib/turns.ts';
import { createKindStore } from './kind-store.ts';
import type { KindStore, Retention } from './kind-store.ts';
import { createObjectBudget } from './object-budget.ts';

interface Thing extends CachedObject {
  readonly order: number;
}

function thing(uid: string, more: Partial<ObjectMeta> & { readonly order?: number } = {}): Thing {
  const { order = 0, ...meta } = more;
  return {
    order,
    meta: {
      uid,
      name: uid,
      namespace: 'n',
      resourceVersion: '1',
      generation: 1,
      createdAt: 0,
      deletionRequestedAt: null,
      labels: {},
      annotations: {},
      controller: null,
      ...meta,
    },
  };
}

function owned(uid: string, by: string, order = 0): Thing {
  return thing(uid, { order, controller: { apiVersion: 'v1', kind: 'K', name: by, uid: by } });
}

function open(options: { readonly limit?: number; readonly retention?: Retention<Thing> } = {}) {
  const clock = createManualClock();
  const budget = createObjectBudget(options.limit ?? 100);
  const store = createKindStore<Thing>({
    name: 'things',
    clock,
    log: silentLog,
    budget,
    ...(options.retention === undefined ? {} : { retention: options.retention }),
  });
  const changes: string[] = [];
  store.subscribe((change) => changes.push(`${change.type} ${change.object.meta.uid}`));
  return { clock, budget, store, changes };
}

async function replace(store: KindStore<Thing>, things: readonly Thing[]): Promise<void> {
  const staging = store.stage();
  for (const each of things) staging.add(each);
  await staging.commit(createTurns().begin());
}

describe('the indexes of a cache', () => {
  it('finds by uid, name, namespace and owner, through changes of each', () => {
    const { store } = open();
    store.upsert(owned('a', 'x'));
    store.upsert(owned('b', 'x'));
    store.upsert(thing('c', { namespace: 'm' }));
    expect(store.get('a')?.meta.uid).toBe('a');
    expect(store.find('m', 'c')?.meta.uid).toBe('c');
    expect(store.find('n', 'c')).toBeUndefined();
    expect(store.inNamespace('n').map((each) => each.meta.uid)).toEqual(['a', 'b']);
    expect(store.ownedBy('x').map((each) => each.meta.uid)).toEqual(['a', 'b']);
    store.upsert(owned('a', 'y'));
    expect(store.ownedBy('x').map((each) => each.meta.uid)).toEqual(['b']);
    expect(store.ownedBy('y').map((each) => each.meta.uid)).toEqual(['a']);
    store.remove('b');
    expect(store.ownedBy('x')).toEqual([]);
    expect(store.inNamespace('n').map((each) => each.meta.uid)).toEqual(['a']);
    expect(store.size).toBe(2);
  });
});

describe('reflector 3: a relist replaces atomically', () => {
  it('shows all of the old or all of the new, and tells deletes before adds', async () => {
    const { store, changes } = open();
    await replace(store, [thing('a'), thing('b'), thing('c')]);
    changes.length = 0;
    const sizes = new Set<number>();
    store.subscribe(() => sizes.add(store.size));
    await replace(store, [thing('b'), thing('c', { resourceVersion: '2' }), thing('d'), thing('e'), thing('f')]);
    expect(changes).toEqual(['DELETED a', 'MODIFIED c', 'ADDED d', 'ADDED e', 'ADDED f']);
    expect([...sizes]).toEqual([5]);
  });

  it('tells the differences of a large list in turns, not all in one round of the event loop', async () => {
    const { store } = open({ limit: 100_000 });
    let told = 0;
    let most = 0;
    store.subscribe(() => {
      told += 1;
      most = Math.max(most, told);
    });
    const staging = store.stage();
    for (let number = 0; number < 50_000; number += 1) staging.add(thing(`uid-${number}`));
    let going = true;
    const round = (): void => {
      told = 0;
      if (going) setImmediate(round);
    };
    round();
    await staging.commit(createTurns(1).begin());
    going = false;
    expect(store.size).toBe(50_000);
    expect(most).toBeLessThan(25_000);
  });

  it('leaves everything as it was when the list is given up', () => {
    const { store, budget } = open();
    store.upsert(thing('a'));
    const staging = store.stage();
    staging.add(thing('b'));
    staging.add(thing('c'));
    expect(budget.used).toBe(2);
    staging.discard();
    expect(store.size).toBe(1);
    expect(budget.used).toBe(1);
  });
});

describe('what a cache may hold', () => {
  it('counts against one budget, and gives room back', async () => {
    const { store, budget } = open({ limit: 3 });
    await replace(store, [thing('a'), thing('b'), thing('c')]);
    // A relist of as many objects needs no more room.
    await replace(store, [thing('d'), thing('e'), thing('f')]);
    expect(budget.used).toBe(3);
    expect(() => store.upsert(thing('g'))).toThrow(/may hold 3 objects/);
    store.remove('d');
    store.upsert(thing('g'));
    await replace(store, []);
    expect(budget.used).toBe(0);
  });

  it('takes no room any more once it gave all back, whatever a watch still brings', () => {
    const { store, budget } = open();
    store.upsert(thing('a'));
    store.upsert(thing('b'));
    store.release();
    store.upsert(thing('a', { resourceVersion: '2' }));
    store.upsert(thing('c'));
    store.stage().add(thing('d'));
    expect(budget.used).toBe(0);
    store.remove('a');
    expect(budget.used).toBe(0);
  });

  it('keeps so many of one owner, the newest, and so many altogether', () => {
    const retention: Retention<Thing> = {
      ownerOf: (each) => each.meta.controller?.uid ?? null,
      perOwner: { max: 2, order: (a, b) => a.order - b.order },
      max: 3,
    };
    const { store, changes } = open({ retention });
    store.upsert(owned('newest', 'x', 9));
    store.upsert(owned('oldest', 'x', 1));
    store.upsert(owned('middle', 'x', 5));
    expect(store.ownedBy('x').map((each) => each.meta.uid)).toEqual(['newest', 'middle']);
    store.upsert(owned('too-old', 'x', 2));
    expect(store.ownedBy('x').map((each) => each.meta.uid)).toEqual(['newest', 'middle']);
    expect(changes).not.toContain('ADDED too-old');
    store.upsert(owned('a', 'y'));
    store.upsert(owned('b', 'z'));
    expect(store.size).toBe(3);
    expect(changes).toContain('DELETED newest');
  });
});

describe('reflector 5: liveness is measured', () => {
  it('is stale before the first list, when the watch is away for more than 4 s, and when the cluster is away', () => {
    const { store, clock } = open();
    expect(store.freshness).toEqual({ observedAt: null, stale: true });
    store.observed(clock.now());
    store.setLive(true);
    expect(store.freshness).toEqual({ observedAt: clock.now(), stale: false });
    store.setLive(false);
    clock.advance(4000);
    expect(store.freshness.stale).toBe(false);
    clock.advance(1);
    expect(store.freshness.stale).toBe(true);
    store.setLive(true);
    expect(store.freshness.stale).toBe(false);
    store.setReachable(false);
    expect(store.freshness.stale).toBe(true);
  });
});
