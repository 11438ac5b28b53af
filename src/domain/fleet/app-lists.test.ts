import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAccess, environmentScope, fleetScope, fullAccess, tenantScope } from '../access/access.ts';
import type { Action } from '../access/action.ts';
import { AppLists } from './app-lists.ts';
import { createFleet } from './create-fleet.ts';
import { FleetIndex } from './fleet-index.ts';
import type { AppFilter, AppOrder } from './fleet-model.ts';
import type { Fleet } from './fleet.ts';
import { MemoryCluster, MemoryRegistry } from './testing/memory-cluster.ts';
import { namespace, pod, revisionOf, start, workload } from './testing/objects.ts';
import { fleetOf } from './testing/scene.ts';

const homes = ['acme-prod', 'acme-dev', 'globex-prod', 'spare'];

const views: ReadonlySet<Action> = new Set<Action>(['VIEW']);
const accesses = [
  fullAccess(['admin']),
  createAccess([{ role: 'viewer', scope: fleetScope, actions: views }]),
  createAccess([{ role: 'viewer', scope: tenantScope('acme'), actions: views }]),
  createAccess([{ role: 'viewer', scope: environmentScope({ tenant: 'acme', environment: 'dev' }), actions: views }]),
];

const filters: readonly AppFilter[] = [
  {},
  { health: ['DEGRADED', 'UNKNOWN'] },
  { health: ['PROGRESSING'] },
  { image: 'app:2' },
  { selector: 'tier=web' },
  { clusters: ['eu'] },
  { tenants: ['acme'] },
  { tenants: ['acme'], environments: ['prod'], health: ['HEALTHY'] },
];

const question = fc.record({
  who: fc.nat(accesses.length - 1),
  filter: fc.constantFrom(...filters),
  field: fc.constantFrom('NAME' as const, 'HEALTH' as const, 'RESTARTS' as const, 'UPDATED_AT' as const),
  direction: fc.constantFrom('ASC' as const, 'DESC' as const),
});
const change = fc.record({
  type: fc.constantFrom('put', 'put', 'remove', 'restart', 'revise', 'wait', 'lose', 'return', 'hide', 'leave', 'join'),
  which: fc.nat(7),
  value: fc.nat(3),
});

/** So many apps that lists of them are kept, and some that change. */
function world() {
  const clusters = [new MemoryCluster('eu'), new MemoryCluster('us')] as const;
  for (const cluster of clusters) for (const home of homes) cluster.namespaces.put(namespace(home));
  for (let index = 0; index < 210; index += 1) {
    clusters[0].workloads.DEPLOYMENT.put(workload(`still-${index}`, 'DEPLOYMENT', { meta: { namespace: 'acme-dev' } }));
  }
  const { fleet, clock, registry, round } = fleetOf(...clusters);
  const apply = ({ type, which, value }: { type: string; which: number; value: number }) => {
    const cluster = clusters[which % 2 === 0 ? 0 : 1];
    const home = homes[which % homes.length] ?? '';
    const known = cluster.workloads.DEPLOYMENT.find(home, `app-${which}`);
    const record = known && cluster.replicaSets.ownedBy(known.meta.uid)[0];
    if (type === 'put') {
      const made = workload(`app-${which}`, 'DEPLOYMENT', {
        meta: { namespace: home, createdAt: clock.now(), labels: { tier: value % 2 === 0 ? 'web' : 'back' } },
        image: `app:${value}`,
        // Some are on their way, until their deadline makes them degraded.
        status: { available: value === 3 ? 0 : 1 },
      });
      cluster.workloads.DEPLOYMENT.put(made);
      cluster.replicaSets.put(revisionOf(made, 1));
    } else if (type === 'remove' && known) cluster.workloads.DEPLOYMENT.remove(known.meta.uid);
    else if (type === 'restart' && record) {
      cluster.pods.put(pod(`of-${which}`, { kind: 'ReplicaSet', meta: record.meta }, { restarts: value }));
    } else if (type === 'revise' && known) {
      cluster.replicaSets.put(revisionOf(known, 1, { meta: { createdAt: start + 1_000 * value } }));
    } else if (type === 'wait') clock.advance(value * 300_000);
    else if (type === 'lose') cluster.loseTouch();
    else if (type === 'return') cluster.comeBack();
    else if (type === 'hide') {
      // To another tenant, and back.
      const labels = { 'tenantry.dev/tenant': 'initech', 'tenantry.dev/environment': home.replace('-', '') };
      cluster.namespaces.put(namespace(home, value % 2 === 0 ? labels : {}));
    } else if (type === 'leave') registry.remove(cluster);
    else if (type === 'join' && registry.byId(cluster.id) === undefined) registry.add(cluster);
  };
  const fresh = () => createFleet({ registry, clock, processId: 'test' });
  return { fleet, fresh, apply, round };
}

describe('lists that are kept', () => {
  it('are at all times what would be made anew, whoever asks for what', () => {
    const plan = fc.record({
      questions: fc.array(question, { minLength: 2, maxLength: 2 }),
      changes: fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 8, maxLength: 12 }),
    });
    const promise = fc.property(plan, ({ questions, changes }) => {
      const { fleet, fresh, apply } = world();
      for (const some of changes) {
        for (const one of some) apply(one);
        const other = fresh();
        for (const { who, ...asked } of questions) {
          const access = accesses[who] ?? fullAccess([]);
          expect(shown(fleet.seenBy(access), asked).join('\n')).toBe(shown(other.seenBy(access), asked).join('\n'));
        }
        other.close();
      }
      fleet.close();
    });
    fc.assert(promise, { numRuns: 20 });
  });

  it('are so, too, when they are made in steps while everything changes', async () => {
    const plan = fc.record({
      questions: fc.array(question, { minLength: 1, maxLength: 3 }),
      changes: fc.array(fc.array(change, { maxLength: 4 }), { minLength: 8, maxLength: 12 }),
    });
    const promise = fc.asyncProperty(plan, async ({ questions, changes }) => {
      const { fleet, fresh, apply, round } = world();
      const answers: Promise<void>[] = [];
      const check = ({ who, filter, ...order }: (typeof questions)[number]): void => {
        const access = accesses[who] ?? fullAccess([]);
        expect(fleet.seenBy(access).prepareApps(filter, order, {})).toBeNull();
        const other = fresh();
        const asked = { filter, ...order };
        expect(shown(fleet.seenBy(access), asked).join('\n')).toBe(shown(other.seenBy(access), asked).join('\n'));
        other.close();
      };
      for (const [index, some] of changes.entries()) {
        for (const one of some) apply(one);
        const asked = questions[index];
        if (asked !== undefined) {
          const { who, filter, ...order } = asked;
          const prepared = fleet.seenBy(accesses[who] ?? fullAccess([])).prepareApps(filter, order, {});
          if (prepared !== null) answers.push(prepared.then(() => check(asked)));
        }
        await round();
      }
      for (let rounds = 0; rounds < 20; rounds += 1) await round();
      await Promise.all(answers);
      fleet.close();
    });
    await fc.assert(promise, { numRuns: 40 });
  });

  it('are made in steps where the fleet is large, once for all who ask, and others are answered meanwhile', async () => {
    const cluster = new MemoryCluster('eu');
    for (const home of homes) cluster.namespaces.put(namespace(home));
    let looked = 0;
    for (let index = 0; index < 2_000; index += 1) {
      const made = workload(`app-${index}`, 'DEPLOYMENT', { meta: { namespace: homes[index % 3] ?? '' } });
      const { template } = made;
      Object.defineProperty(made, 'template', { get: () => ((looked += 1), template) });
      cluster.workloads.DEPLOYMENT.put(made);
    }
    const { fleet, round } = fleetOf(cluster);
    const filter = { image: 'app:1' };
    const order = { field: 'RESTARTS', direction: 'DESC' } as const;
    const first = fleet.prepareApps(filter, order, {});
    expect(first).not.toBeNull();
    expect(fleet.prepareApps(filter, order, {})).toBe(first);
    const prepared = first?.then(() => 'prepared' as const);
    let most = 0;
    for (let rounds = 0; ; rounds += 1) {
      const before = looked;
      const isPrepared = (await Promise.race([prepared, round()])) === 'prepared';
      if (isPrepared) break;
      most = Math.max(most, looked - before);
      expect(rounds).toBeLessThan(100);
      expect(
        fleet.prepareApps({ tenants: ['acme'], environments: ['prod'] }, { ...order, field: 'NAME' }, {}),
      ).toBeNull();
    }
    expect(looked).toBeGreaterThanOrEqual(2_000);
    expect(most).toBeLessThanOrEqual(400);
    const before = looked;
    for (const _ of [...asking, ...asking]) expect(fleet.apps(filter, order, { first: 1 }).totalCount).toBe(2_000);
    expect(looked - before).toBeLessThan(20);
    fleet.close();
  });

  it('are counted as they are, however they are kept up: none is given up for what is not there any more', () => {
    const cluster = new MemoryCluster('eu');
    cluster.namespaces.put(namespace('acme-prod'));
    const nothing = { touched() {}, appChanged() {}, clusterTouched() {}, unsettled() {} };
    const index = new FleetIndex(new MemoryRegistry(cluster), nothing);
    // Of more than eight fleets together the lists are given up.
    const lists = new AppLists(index, 0);
    let looked = 0;
    const rules = () => ({
      candidates: () => index.apps.values(),
      sees: () => true,
      mayFit: () => true,
      fits: () => ((looked += 1), true),
      value: () => 0,
      descending: false,
    });
    const names = ['one', 'two', 'three'];
    const put = (number: number) =>
      cluster.workloads.DEPLOYMENT.put(
        workload(`app-${number}`, 'DEPLOYMENT', { meta: { namespace: 'acme-prod', uid: `uid-${number}` } }),
      );
    const ask = () => {
      index.settle();
      for (const name of names) {
        const steps = lists.comeNear(name, rules, () => index.settle());
        while (steps.next().done !== true);
        expect(lists.get(name, rules).list.length).toBe(index.apps.size);
      }
    };
    for (let number = 0; number < 500; number += 1) put(number);
    for (const _ of asking) ask();
    for (let times = 0; times < 10; times += 1) {
      for (let number = 500; number < 900; number += 1) put(number);
      // In one piece, and in steps.
      index.settle();
      for (const name of names) lists.get(name, rules);
      for (let number = 500; number < 900; number += 1) cluster.workloads.DEPLOYMENT.remove(`uid-${number}`);
      ask();
    }
    looked = 0;
    for (const _ of asking) ask();
    expect(looked).toBe(0);
    index.close();
  });

  it('are not made for a page that is refused', () => {
    const { fleet } = world();
    const health = { field: 'HEALTH', direction: 'DESC' } as const;
    const names = { field: 'NAME', direction: 'ASC' } as const;
    for (const order of [health, names]) {
      expect(() => fleet.prepareApps({ image: 'app:1' }, order, { first: -1 })).toThrow(/first/);
      expect(() => fleet.prepareApps({ image: 'app:1' }, order, { after: 'no cursor' })).toThrow(/cursor/);
    }
    fleet.close();
  });

  it('hold an app that was made anew as it is, and not as it was', () => {
    const { fleet, apply } = world();
    const asked = { filter: { selector: 'tier=web' }, field: 'NAME', direction: 'ASC' } as const;
    apply({ type: 'put', which: 0, value: 2 });
    for (const _ of asking) expect(shown(fleet, asked)).toEqual(['1 false', 'acme prod app-0 eu']);
    apply({ type: 'remove', which: 0, value: 2 });
    apply({ type: 'put', which: 0, value: 2 });
    expect(shown(fleet, asked)).toEqual(['1 false', 'acme prod app-0 eu']);
  });

  it('are the same for filters that say the same, and for no others', () => {
    const { fleet, apply } = world();
    const names = (filter: AppFilter) => shown(fleet, { filter, field: 'NAME', direction: 'ASC' })[0];
    for (const which of [0, 2, 4]) apply({ type: 'put', which, value: which / 2 });
    for (const _ of [...asking, ...asking]) {
      expect(names({ environments: ['prod', 'dev'], namePrefix: '' })).toBe('213 false');
      expect(names({ environments: ['dev', 'prod', 'dev'] })).toBe('213 false');
      expect(names({ environments: ['dev'] })).toBe('210 false');
      expect(names({ environments: [] })).toBe('0 false');
      expect(names({ environments: ['prod'] })).toBe('3 false');
      expect(names({ names: ['app-0'] })).toBe('1 false');
    }
  });

  it('are shared by those who see the same, and by nobody else', () => {
    const { fleet } = world();
    const worstFirst = { filter: {}, field: 'HEALTH', direction: 'DESC' } as const;
    const twice = [1, 2].map(() => createAccess([{ role: 'one', scope: tenantScope('acme'), actions: views }]));
    for (const access of asking.flatMap(() => [...twice, ...accesses])) {
      for (const app of shown(fleet.seenBy(access), worstFirst).slice(1)) {
        expect(access.seesTenant(app.split(' ', 1)[0] ?? '')).toBe(true);
      }
    }
  });

  it('show what has changed since, however much that was', () => {
    const { fleet, apply } = world();
    const asked = { filter: { image: 'app:2' }, field: 'NAME', direction: 'ASC' } as const;
    const names = () => shown(fleet, asked).slice(1);
    for (const _ of asking) expect(names()).toEqual([]);
    for (let round = 0; round < 10_000; round += 1) apply({ type: 'put', which: round % 8, value: 2 });
    expect(names()).toHaveLength(8);
    apply({ type: 'put', which: 0, value: 1 });
    expect(names()).toHaveLength(7);
  });
});

/** A list is kept when it is asked for the second time. */
const asking = [1, 2];

type Asked = Pick<AppOrder, 'field' | 'direction'> & { readonly filter: AppFilter };

function shown(fleet: Fleet, { filter, ...order }: Asked) {
  const { edges, totalCount, hasNextPage } = fleet.apps(filter, order, { first: 500 });
  const apps = edges.map(({ node: { tenant, environment, name, instances } }) =>
    [tenant, environment, name, ...instances.map(({ cluster }) => cluster.name)].join(' '),
  );
  return [`${totalCount} ${hasNextPage}`, ...apps];
}
