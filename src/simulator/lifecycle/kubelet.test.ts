import { describe, expect, it } from 'vitest';
import type { Lifecycle } from './lifecycle.ts';
import { definition, simulate, workload } from '../simulation.fixture.ts';
import type { Simulation } from '../simulation.fixture.ts';

const image = (tag: string) => ({ containers: [{ name: 'web', image: `web:${tag}` }], deployedHoursAgo: 1 });

function one(tag: string, ...lifecycles: Lifecycle[]): Simulation {
  return simulate(definition([workload('Deployment', 1, image(tag))], { lifecycles }));
}

const container = (simulation: Simulation) => simulation.pods('web')[0]?.status.containerStatuses?.[0];
const reasons = (simulation: Simulation) =>
  new Set(
    simulation.store
      .list('events')
      .filter(({ involvedObject }) => involvedObject.kind === 'Pod')
      .map(({ reason }) => reason),
  );

describe('a pod', () => {
  it('becomes ready, and every part of that has its event', () => {
    const simulation = simulate(definition([workload('Deployment', 1, { deployedHoursAgo: 0.2 })]));
    const [pod] = simulation.pods('web');
    expect(pod?.status).toMatchObject({ phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0 }] });
    expect(pod?.status.conditions?.filter(({ status }) => status !== 'True')).toEqual([]);
    expect([...reasons(simulation)].sort()).toEqual(['Created', 'Pulled', 'Pulling', 'Scheduled', 'Started']);
  });

  it('that crashes is restarted at once, then after 10, 20, 40 … 300 seconds, and keeps its last words', () => {
    const crash = { after: 1, exitCode: 3, message: 'no such table: users' };
    const simulation = one('bad', { name: 'crash', images: ['*:bad'], ready: null, crash });
    const status = container(simulation);
    expect(status?.lastState.terminated).toMatchObject({
      exitCode: 3,
      reason: 'Error',
      message: 'no such table: users',
    });
    // An hour: the sum of 10 to 160 s, and every 5 minutes from then on.
    expect(status?.restartCount).toBeGreaterThanOrEqual(15);
    expect(status?.restartCount).toBeLessThanOrEqual(18);
    const waiting: (string | undefined)[] = [];
    simulation.store.subscribe(() => waiting.push(container(simulation)?.state.waiting?.message));
    simulation.pass(310);
    expect(waiting.find((message) => message !== undefined)).toMatch(
      /^back-off 5m0s restarting failed container=web pod=web-/,
    );
    expect(reasons(simulation)).toContain('BackOff');
  });

  it('whose image cannot be pulled says why, and waits longer each time', () => {
    const simulation = one('gone', { name: 'gone', images: ['*:gone'], pullError: 'not found' });
    const waiting = new Set<string | undefined>();
    simulation.store.subscribe(() => waiting.add(container(simulation)?.state.waiting?.reason));
    simulation.pass(320);
    expect([...waiting].sort()).toEqual(['ErrImagePull', 'ImagePullBackOff']);
    expect(simulation.pods('web')[0]?.status.phase).toBe('Pending');
    const failed = simulation.store
      .list('events')
      .filter(({ reason }) => reason === 'Failed')
      .map(({ message }) => message);
    expect(failed).toContain('Failed to pull image "web:gone": not found');
  });

  it('whose image has no possible name is never pulled', () => {
    expect(container(one('a b'))?.state.waiting).toMatchObject({ reason: 'InvalidImageName' });
  });

  it('that is never ready runs, and its probe says why', () => {
    const simulation = one('deaf', {
      name: 'deaf',
      images: ['*:deaf'],
      ready: null,
      probeMessage: 'connection refused',
    });
    expect(simulation.pods('web')[0]?.status).toMatchObject({
      phase: 'Running',
      containerStatuses: [{ ready: false }],
    });
    const probe = simulation.store.list('events').find(({ reason }) => reason === 'Unhealthy');
    expect(probe?.message).toBe('Readiness probe failed: connection refused');
    expect(probe?.count).toBeGreaterThan(100);
  });

  it('that fits on no node says what is missing, and is scheduled once there is room', () => {
    const resources = { requests: { cpu: '6' } };
    const containers = [{ name: 'web', image: 'web:1', resources }];
    const simulation = simulate(definition([workload('Deployment', 4, { containers, deployedHoursAgo: 1 })]));
    const waiting = simulation.pods('web').find(({ spec }) => spec.nodeName === undefined);
    expect(waiting?.status.conditions).toMatchObject([
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: '0/3 nodes are available: 3 Insufficient cpu.',
      },
    ]);
    const [node] = simulation.store.list('nodes');
    const allocatable = { ...node!.status.allocatable, cpu: '16' };
    simulation.store.update('nodes', { ...node!, status: { ...node!.status, allocatable } });
    simulation.pass(30);
    expect(simulation.pods('web').every(({ spec }) => spec.nodeName !== undefined)).toBe(true);
  });

  it('behaves as its annotation says, whatever its image', () => {
    const annotated = workload('Deployment', 1, {
      podAnnotations: { 'simulator.tenantry.dev/lifecycle': 'deaf' },
      deployedHoursAgo: 0.2,
    });
    const simulation = simulate(definition([annotated], { lifecycles: [{ name: 'deaf', ready: null }] }));
    expect(container(simulation)?.ready).toBe(false);
  });
});

describe('Events', () => {
  it('are gone an hour after they were last seen', () => {
    const simulation = simulate(definition([workload('Deployment', 1, { deployedHoursAgo: 0.5 })]));
    expect(simulation.store.list('events').length).toBeGreaterThan(5);
    simulation.pass(3600);
    simulation.store.remove('pods', simulation.pods('web')[0]!.metadata);
    simulation.pass(10);
    const ages = simulation.store
      .list('events')
      .map(({ metadata }) => simulation.now() - Date.parse(metadata.creationTimestamp));
    expect(Math.max(...ages)).toBeLessThan(3_600_000);
  });
});
