import { describe, expect, it } from 'vitest';
import { definition, simulate, workload } from '../simulation.fixture.ts';
import { createUsageSource } from './usage-source.ts';

const windowMs = 15_000;
const resources = { requests: { cpu: '500m', memory: '100Mi' }, limits: { cpu: '520m', memory: '200Mi' } };
const containers = [{ name: 'web', image: 'web:1', resources }];

function start(more: Parameters<typeof workload>[2] = {}) {
  const simulation = simulate(definition([workload('Deployment', 3, { containers, ...more })]));
  const usage = createUsageSource(simulation.store);
  const used = (resource: 'cpu' | 'memory', at: number) =>
    simulation.pods('web').map((pod) => usage.pod(pod, at, windowMs)?.[0]?.[resource] ?? null);
  return { ...simulation, usage, used };
}

describe('what simulated pods use', () => {
  it('moves, differs from pod to pod, and stays within what is asked for and allowed', () => {
    const { used, now, pass } = start();
    pass(60);
    const minutes = Array.from({ length: 20 }, (_, minute) => now() + minute * 60_000);
    const [first = [], ...later] = minutes.map((at) => used('cpu', at));
    expect(new Set(first).size).toBe(3);
    expect(later.every((each) => each[0] !== first[0])).toBe(true);
    for (const cpu of [first, ...later].flat()) {
      expect(cpu).toBeGreaterThan(0.1);
      expect(cpu).toBeLessThanOrEqual(0.52);
    }
    for (const memory of minutes.flatMap((at) => used('memory', at))) {
      expect(memory).toBeGreaterThan(25 * 2 ** 20);
      expect(memory).toBeLessThan(100 * 2 ** 20);
    }
    // The same moment is the same measurement.
    expect(used('cpu', minutes[0] ?? 0)).toEqual(first);
  });

  it('is not known of a pod that was not there for the whole interval', () => {
    const { used, now, pass, store } = start();
    pass(60);
    expect(used('cpu', now())).not.toContain(null);
    const [pod] = store.list('pods', 'acme-prod');
    const startedAt = Date.parse(pod?.status.containerStatuses?.[0]?.state.running?.startedAt ?? '');
    expect(used('cpu', startedAt + windowMs - 1)).toContain(null);
  });

  it('is what its autoscaler reads', () => {
    const { used, now, pass } = start({ autoscale: { min: 2, max: 5, cpu: 50 } });
    pass(60);
    // Four fifths of the target of a half, and a fifth of that up and down.
    for (const cpu of used('cpu', now())) expect(Math.abs((cpu ?? 0) - 0.2)).toBeLessThanOrEqual(0.04);
  });

  it('adds up on machines, which use something themselves', () => {
    const { usage, used, now, pass, store } = start();
    pass(60);
    const machines = store.list('nodes').map((node) => usage.node(node, now(), windowMs).cpu - 0.12);
    const pods = used('cpu', now()).reduce<number>((sum, cpu) => sum + (cpu ?? 0), 0);
    expect(machines.reduce((sum, cpu) => sum + cpu, 0)).toBeCloseTo(pods, 9);
  });
});
