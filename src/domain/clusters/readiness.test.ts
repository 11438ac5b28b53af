import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../lib/manual-clock.ts';
import type { ClusterRegistry, ClusterSource } from './cluster-source.ts';
import type { ClusterState } from './cluster-state.ts';
import { createReadiness, whenSettled } from './readiness.ts';

const syncing: ClusterState = {
  status: 'SYNCING',
  message: null,
  uid: null,
  kubernetesVersion: null,
  synced: false,
  gap: { reason: 'SYNCING', since: 0, message: 'reading' },
};

function fleetOf(states: Record<string, Partial<ClusterState>>): ClusterRegistry {
  const clusters = () =>
    Object.entries(states).map(([name, state]) => ({ name, state: { ...syncing, ...state } }) as ClusterSource);
  return { list: clusters, byId: () => undefined, byName: () => undefined, onChange: () => () => {} };
}

describe('createReadiness', () => {
  it('is ready at once without clusters', () => {
    expect(createReadiness(fleetOf({}), createManualClock(), 10_000)()).toEqual({ ready: true, awaiting: [] });
  });

  it('waits for the first sync of each cluster, not for those that failed', () => {
    const states: Record<string, Partial<ClusterState>> = {
      eu: {},
      us: { status: 'UNREACHABLE', gap: { reason: 'UNREACHABLE', since: 0, message: 'refused' } },
    };
    const readiness = createReadiness(fleetOf(states), createManualClock(), 10_000);
    expect(readiness()).toEqual({ ready: false, awaiting: ['eu'] });
    states['eu'] = { status: 'READY', synced: true, gap: null };
    expect(readiness()).toEqual({ ready: true, awaiting: [] });
    states['ap'] = {};
    expect(readiness()).toEqual({ ready: true, awaiting: ['ap'] });
  });

  it('waits no longer than it was told', () => {
    const clock = createManualClock();
    const readiness = createReadiness(fleetOf({ eu: {} }), clock, 10_000);
    clock.advance(9_999);
    expect(readiness().ready).toBe(false);
    clock.advance(1);
    expect(readiness()).toEqual({ ready: true, awaiting: ['eu'] });
  });
});

describe('whenSettled', () => {
  it('resolves when the last cluster has its first sync', async () => {
    const listeners = new Set<() => void>();
    const state = { ...syncing };
    const cluster = {
      name: 'eu',
      state,
      onState: (listener: () => void) => listeners.add(listener) && (() => void listeners.delete(listener)),
    };
    const registry = { ...fleetOf({}), list: () => [cluster as unknown as ClusterSource] };
    const settled = whenSettled(registry, createManualClock(), 10_000);
    expect(listeners.size).toBe(1);
    Object.assign(state, { status: 'READY', synced: true, gap: null });
    for (const listener of listeners) listener();
    await settled;
    expect(listeners.size).toBe(0);
  });

  it('resolves when the time is over', async () => {
    const clock = createManualClock();
    const registry = fleetOf({ eu: {} });
    const [eu] = registry.list();
    const settled = whenSettled({ ...registry, list: () => [{ ...eu!, onState: () => () => {} }] }, clock, 10_000);
    clock.advance(10_000);
    await expect(settled).resolves.toBeUndefined();
  });
});
