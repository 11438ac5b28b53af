import { describe, expect, it } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import { makeDeployment } from '../demo/make-workload.ts';
import { seededRandom } from '../objects/random.ts';
import { noon, workload } from '../simulation.fixture.ts';
import { createObjectStore } from './object-store.ts';
import { createWarmUpClock } from './warm-up-clock.ts';

function open(historyLimit = 100) {
  const clock = createWarmUpClock(systemClock, noon);
  const store = createObjectStore({ clock, random: seededRandom('store'), resourceVersion: 10, historyLimit });
  const web = store.create('deployments', makeDeployment(workload('Deployment', 3)), { manager: 'kubectl' });
  return { store, web, clock };
}

describe('the store', () => {
  it('gives each write one resourceVersion, and each change of the specification one generation', () => {
    const { store, web } = open();
    expect(web.metadata).toMatchObject({
      resourceVersion: '11',
      generation: 1,
      creationTimestamp: '2030-01-01T12:00:00Z',
    });
    const scaled = store.update('deployments', { ...web, spec: { ...web.spec, replicas: 4 } });
    expect(scaled.metadata).toMatchObject({ resourceVersion: '12', generation: 2, uid: web.metadata.uid });
    const observed = store.update('deployments', { ...scaled, status: { observedGeneration: 2 } });
    expect(observed.metadata).toMatchObject({ resourceVersion: '13', generation: 2 });
  });

  it('does not write what changes nothing, whoever signs it', () => {
    const { store, web } = open();
    const same = store.update('deployments', structuredClone(web), { manager: 'tenantry' });
    expect(same).toBe(web);
    expect(store.resourceVersion()).toBe(11);
  });

  it('shows a write before it is made', () => {
    const { store, web } = open();
    const shown = store.preview('deployments', { ...web, spec: { ...web.spec, replicas: 9 } }, { manager: 'tenantry' });
    expect(shown.metadata).toMatchObject({ resourceVersion: '11', generation: 2 });
    expect(shown.metadata.managedFields?.map(({ manager }) => manager)).toEqual(['kubectl', 'tenantry']);
    expect(store.get('deployments', web.metadata)).toBe(web);
  });

  it('freezes what it keeps', () => {
    expect(Object.isFrozen(open().web.spec.template.spec.containers[0])).toBe(true);
  });

  it('tells the changes since a resourceVersion, or that it has forgotten them', () => {
    const { store, web } = open();
    const next = store.update('deployments', { ...web, spec: { ...web.spec, replicas: 4 } });
    store.remove('deployments', next.metadata);
    expect(store.changes.since('deployments', 11)?.map(({ type, resourceVersion }) => [type, resourceVersion])).toEqual(
      [
        ['MODIFIED', 12],
        ['DELETED', 13],
      ],
    );
    expect(store.changes.since('deployments', 9)).toBeUndefined();
    store.changes.compact(12);
    expect(store.changes.since('deployments', 11)).toBeUndefined();
    expect(store.changes.since('deployments', 12)?.map(({ type }) => type)).toEqual(['DELETED']);
  });

  it('keeps a bounded number of changes of each resource', () => {
    const { store, web } = open(8);
    let latest = web;
    for (let replicas = 10; replicas < 30; replicas += 1) {
      latest = store.update('deployments', { ...latest, spec: { ...latest.spec, replicas } });
    }
    expect(store.changes.since('deployments', store.changes.oldest('deployments'))!.length).toBeLessThanOrEqual(8);
    expect(store.changes.since('deployments', 11)).toBeUndefined();
    expect(store.changes.since('pods', 11)).toEqual([]);
  });
});

describe('the warm-up clock', () => {
  it('runs what is due in the order of time, and hands over what is still planned', () => {
    const plans: { at: number; run: () => void }[] = [];
    const real = {
      now: () => noon,
      after: (delay: number, run: () => void) => {
        plans.push({ at: delay, run });
        return () => undefined;
      },
    };
    const clock = createWarmUpClock(real, noon - 10_000);
    const seen: string[] = [];
    clock.after(2000, () => seen.push(`b at ${noon - clock.now()}`));
    clock.after(1000, () => {
      seen.push(`a at ${noon - clock.now()}`);
      clock.after(1500, () => seen.push(`c at ${noon - clock.now()}`));
    });
    clock.after(3000, () => seen.push('never'))();
    clock.after(12_000, () => seen.push('later'));
    clock.advanceTo(noon);
    expect(seen).toEqual(['a at 9000', 'b at 8000', 'c at 7500']);
    clock.handOver();
    expect(plans.map(({ at }) => at)).toEqual([2000]);
    plans[0]?.run();
    expect(seen.at(-1)).toBe('later');
  });
});
