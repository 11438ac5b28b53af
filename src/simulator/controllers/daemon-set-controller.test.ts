import { describe, expect, it } from 'vitest';
import { definition, simulate, workload } from '../simulation.fixture.ts';

const key = { namespace: 'acme-prod', name: 'web' };

describe('a DaemonSet', () => {
  it('has one pod on each node, also on one that comes later', () => {
    const simulation = simulate(definition([workload('DaemonSet', 0)]));
    const nodes = () =>
      simulation
        .pods('web')
        .map(({ spec }) => spec.nodeName)
        .sort();
    expect(nodes()).toEqual(simulation.store.list('nodes').map(({ metadata }) => metadata.name));
    const [node] = simulation.store.list('nodes');
    const { uid: _uid, ...metadata } = node!.metadata;
    simulation.store.create('nodes', { ...node!, metadata: { ...metadata, name: 'test-new' } });
    simulation.pass(10);
    expect(nodes()).toContain('test-new');
    expect(simulation.store.get('daemonsets', key)?.status).toMatchObject({
      desiredNumberScheduled: 4,
      numberAvailable: 4,
    });
  });

  it('replaces its pods one node at a time', () => {
    const simulation = simulate(definition([workload('DaemonSet', 0)]));
    let most = 0;
    simulation.store.subscribe(() => {
      most = Math.max(most, simulation.store.get('daemonsets', key)?.status.numberUnavailable ?? 0);
    });
    const before = simulation.store.get('daemonsets', key)!;
    const { template } = before.spec;
    const containers = template.spec.containers.map((container) => ({ ...container, image: 'web:2' }));
    const spec = { ...before.spec, template: { ...template, spec: { ...template.spec, containers } } };
    simulation.store.update('daemonsets', { ...before, spec });
    simulation.pass(60);
    expect(most).toBe(1);
    expect(simulation.pods('web').map((pod) => pod.spec.containers[0]?.image)).toEqual(['web:2', 'web:2', 'web:2']);
    expect(
      simulation.store
        .list('controllerrevisions')
        .map(({ revision }) => revision)
        .sort(),
    ).toEqual([1, 2]);
  });
});
