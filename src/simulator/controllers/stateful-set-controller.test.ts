import { describe, expect, it } from 'vitest';
import type { StatefulSet } from '../objects/workloads.ts';
import { definition, simulate, workload } from '../simulation.fixture.ts';
import type { Simulation } from '../simulation.fixture.ts';

const key = { namespace: 'acme-prod', name: 'web' };
const get = ({ store }: Simulation): StatefulSet => store.get('statefulsets', key)!;

function change(simulation: Simulation, image: string | undefined, spec: Partial<StatefulSet['spec']> = {}): void {
  const before = get(simulation);
  const { template } = before.spec;
  const containers = template.spec.containers.map((container) => ({ ...container, image: image ?? container.image }));
  const next = { ...before.spec, ...spec, template: { ...template, spec: { ...template.spec, containers } } };
  simulation.store.update('statefulsets', { ...before, spec: next });
}

const images = (simulation: Simulation) => simulation.pods('web').map(({ spec }) => spec.containers[0]?.image);

describe('a StatefulSet', () => {
  it('replaces its pods from the last to the first, one at a time', () => {
    const simulation = simulate(definition([workload('StatefulSet', 3)]));
    const deleted: string[] = [];
    let fewest = 3;
    simulation.store.subscribe(({ resource, type, object }) => {
      if (resource === 'pods' && type === 'DELETED') deleted.push(object.metadata.name);
      fewest = Math.min(fewest, get(simulation).status.availableReplicas);
    });
    change(simulation, 'web:2');
    simulation.pass(60);
    expect(deleted).toEqual(['web-2', 'web-1', 'web-0']);
    expect(fewest).toBe(2);
    const { status } = get(simulation);
    expect(status).toMatchObject({ replicas: 3, readyReplicas: 3, currentReplicas: 3, updatedReplicas: 3 });
    expect(status.currentRevision).toBe(status.updateRevision);
  });

  it('leaves the pods below its partition alone', () => {
    const simulation = simulate(definition([workload('StatefulSet', 3)]));
    change(simulation, 'web:2', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } });
    simulation.pass(60);
    expect(images(simulation)).toEqual(['web:1', 'web:1', 'web:2']);
    const { status } = get(simulation);
    expect(status).toMatchObject({ updatedReplicas: 1, currentReplicas: 2 });
    expect(status.currentRevision).not.toBe(status.updateRevision);
  });

  it('with OnDelete replaces only what is deleted', () => {
    const simulation = simulate(definition([workload('StatefulSet', 2, { strategy: 'OnDelete' })]));
    change(simulation, 'web:2');
    simulation.pass(60);
    expect(images(simulation)).toEqual(['web:1', 'web:1']);
    simulation.store.remove('pods', { namespace: 'acme-prod', name: 'web-1' });
    simulation.pass(60);
    expect(images(simulation)).toEqual(['web:1', 'web:2']);
  });

  it('over quota has no condition, only an event', () => {
    const namespaces = [{ name: 'acme-prod', quota: { pods: '1' } }];
    const simulation = simulate(definition([workload('StatefulSet', 2, { deployedHoursAgo: 0.5 })], { namespaces }));
    simulation.pass(30);
    expect(simulation.pods('web')).toHaveLength(1);
    const failed = simulation.store.list('events').find(({ reason }) => reason === 'FailedCreate');
    expect(failed?.message).toMatch(
      /^create Pod web-1 in StatefulSet web failed error: pods "web-1" is forbidden: exceeded quota/,
    );
  });

  it('scales down from the last pod', () => {
    const simulation = simulate(definition([workload('StatefulSet', 3)]));
    change(simulation, undefined, { replicas: 1 });
    simulation.pass(60);
    expect(simulation.pods('web').map(({ metadata }) => metadata.name)).toEqual(['web-0']);
  });
});
