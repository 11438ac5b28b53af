import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../objects/workloads.ts';
import { definition, simulate, workload } from '../../simulation.fixture.ts';
import type { Simulation } from '../../simulation.fixture.ts';

const key = { namespace: 'acme-prod', name: 'web' };

function deployment({ store }: Simulation): Deployment {
  return store.get('deployments', key)!;
}

function deploy(simulation: Simulation, image: string): void {
  const { spec, ...rest } = deployment(simulation);
  const [container] = spec.template.spec.containers;
  const template = { ...spec.template, spec: { ...spec.template.spec, containers: [{ ...container!, image }] } };
  simulation.store.update('deployments', { ...rest, spec: { ...spec, template } });
}

function change(simulation: Simulation, spec: Partial<Deployment['spec']>): void {
  const before = deployment(simulation);
  simulation.store.update('deployments', { ...before, spec: { ...before.spec, ...spec } });
}

function condition(simulation: Simulation, type: string) {
  return deployment(simulation).status.conditions?.find((candidate) => candidate.type === type);
}

const sizes = ({ store }: Simulation) =>
  store
    .list('replicasets')
    .map(({ spec }) => spec.replicas)
    .sort();

describe('a Deployment', () => {
  it('is at rest once it has settled: nothing is written any more', () => {
    const simulation = simulate(definition([workload('Deployment', 3)]));
    expect(deployment(simulation).status).toMatchObject({
      replicas: 3,
      updatedReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
    const version = simulation.store.resourceVersion();
    simulation.pass(3600);
    expect(simulation.store.resourceVersion()).toBe(version);
    expect(simulation.failures).toEqual([]);
  });

  it('never has more pods than its surge allows, nor fewer available than asked', () => {
    const simulation = simulate(definition([workload('Deployment', 10, { maxSurge: 2, maxUnavailable: 1 })]));
    const seen: { total: number; available: number }[] = [];
    simulation.store.subscribe(({ resource }) => {
      if (resource !== 'deployments') return;
      const { replicas = 0, availableReplicas = 0 } = deployment(simulation).status;
      seen.push({ total: replicas, available: availableReplicas });
    });
    deploy(simulation, 'web:2');
    simulation.pass(60);
    expect(deployment(simulation).status).toMatchObject({ updatedReplicas: 10, availableReplicas: 10, replicas: 10 });
    expect(Math.max(...seen.map(({ total }) => total))).toBe(12);
    expect(Math.min(...seen.map(({ available }) => available))).toBeGreaterThanOrEqual(9);
  });

  it('with Recreate has no new pod before the last old one is gone', () => {
    const simulation = simulate(definition([workload('Deployment', 3, { strategy: 'Recreate' })]));
    let together = false;
    simulation.store.subscribe(() => {
      const pods = simulation.pods('web').map(({ spec }) => spec.containers[0]?.image);
      together ||= new Set(pods).size > 1;
    });
    deploy(simulation, 'web:2');
    simulation.pass(60);
    expect(deployment(simulation).status.availableReplicas).toBe(3);
    expect(together).toBe(false);
  });

  it('that goes back takes the old ReplicaSet with a new revision, and remembers the old number', () => {
    const simulation = simulate(definition([workload('Deployment', 2)]));
    deploy(simulation, 'web:2');
    simulation.pass(60);
    deploy(simulation, 'web:1');
    simulation.pass(60);
    const sets = simulation.store.list('replicasets');
    expect(sets).toHaveLength(2);
    const current = sets.find(({ spec }) => spec.replicas === 2);
    expect(current?.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
    expect(deployment(simulation).metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
  });

  it('says after its deadline that it made no progress, and when it goes on', () => {
    const crash = { name: 'crash', images: ['*:bad'], crash: { after: 1, exitCode: 1 }, ready: null };
    const simulation = simulate(
      definition([workload('Deployment', 4, { progressDeadline: 60 })], { lifecycles: [crash] }),
    );
    deploy(simulation, 'web:bad');
    simulation.pass(50);
    expect(condition(simulation, 'Progressing')).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' });
    simulation.pass(30);
    expect(condition(simulation, 'Progressing')).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
    expect(deployment(simulation).status).toMatchObject({ availableReplicas: 3, updatedReplicas: 2 });
    deploy(simulation, 'web:1');
    simulation.pass(60);
    expect(condition(simulation, 'Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
  });

  it('that is paused half way keeps what it has, scales in proportion, and goes on when resumed', () => {
    const simulation = simulate(
      definition([workload('Deployment', 8, { paused: true, history: [{ image: 'web:0', hoursAgo: 100 }] })], {
        lifecycles: [{ name: 'slow', images: ['*'], ready: 2 }],
      }),
    );
    expect(condition(simulation, 'Progressing')).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused' });
    const before = sizes(simulation);
    expect(before.every((size) => size > 0)).toBe(true);
    change(simulation, { replicas: 16 });
    simulation.pass(60);
    expect(sizes(simulation).reduce((sum, size) => sum + size, 0)).toBe(20);
    expect(sizes(simulation)[0]).toBeGreaterThan(before[0]!);
    change(simulation, { paused: false });
    simulation.pass(120);
    expect(sizes(simulation)).toEqual([0, 16]);
  });

  it('keeps no more old ReplicaSets than its history limit', () => {
    const simulation = simulate(definition([workload('Deployment', 1)]));
    change(simulation, { revisionHistoryLimit: 2 });
    for (const image of ['web:2', 'web:3', 'web:4', 'web:5']) {
      deploy(simulation, image);
      simulation.pass(30);
    }
    const revisions = simulation.store
      .list('replicasets')
      .map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']);
    expect(revisions.sort()).toEqual(['3', '4', '5']);
  });

  it('over quota says which, on the ReplicaSet, on itself and in an event', () => {
    const namespaces = [{ name: 'acme-prod', quota: { pods: '2' } }];
    const simulation = simulate(definition([workload('Deployment', 2)], { namespaces }));
    change(simulation, { replicas: 3 });
    simulation.pass(30);
    const message = expect.stringMatching(
      /^pods "web-[a-z0-9-]+" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=2, limited: pods=2$/,
    );
    expect(condition(simulation, 'ReplicaFailure')).toMatchObject({ status: 'True', reason: 'FailedCreate', message });
    const events = simulation.store.list('events').filter(({ reason }) => reason === 'FailedCreate');
    expect(events[0]).toMatchObject({
      type: 'Warning',
      involvedObject: { kind: 'ReplicaSet' },
      message: expect.stringContaining('exceeded quota'),
    });
    change(simulation, { replicas: 2 });
    simulation.pass(30);
    expect(condition(simulation, 'ReplicaFailure')).toBeUndefined();
    expect(simulation.store.list('resourcequotas')[0]?.status).toEqual({ hard: { pods: '2' }, used: { pods: '2' } });
  });
});
