import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { namespace } from '../fleet/testing/objects.ts';
import { worstPhase } from './rollout-of.ts';
import { roll, rolloutScene, web } from './testing/rollout-scene.ts';

const mark = { 'tenantry.dev/operation': 'op-1' };

function oneCluster() {
  const eu = new MemoryCluster('eu');
  eu.namespaces.put(namespace('acme-prod'));
  roll(eu, 'app:1', 1, 'done');
  const scene = rolloutScene([eu]);
  return { eu, ...scene, rollout: () => scene.rollouts.of(scene.app('acme/prod/web')) };
}

describe('worstPhase', () => {
  it.each([
    [['SUCCEEDED', 'SUCCEEDED'], 'SUCCEEDED'],
    [['SUCCEEDED', 'FAILED', 'PROGRESSING'], 'FAILED'],
    [['SUCCEEDED', 'PROGRESSING', 'PAUSED'], 'PROGRESSING'],
    [['PENDING', 'PENDING'], 'PENDING'],
    [['SUCCEEDED', 'PENDING'], 'PROGRESSING'],
    [['PAUSED', 'PENDING'], 'PROGRESSING'],
    [['SUCCEEDED', 'PAUSED'], 'PAUSED'],
  ] as const)('of %o is %s', (phases, worst) => {
    expect(worstPhase(phases)).toBe(worst);
  });
});

describe('the rollout of an app', () => {
  it('shows no older terminal phase while an operation is at work', () => {
    const { operations, rollout } = oneCluster();
    expect(rollout()).toMatchObject({ phase: 'SUCCEEDED', operationId: null });
    operations.set('op-1', web, 'AWAITING_APPROVAL');
    expect(rollout().phase).toBe('SUCCEEDED');
    const steps = [{ clusterId: 'id-eu', templateDigest: 'digest-of-app:2' }];
    operations.set('op-1', web, 'PENDING', steps);
    expect(rollout()).toMatchObject({ phase: 'PENDING', operationId: 'op-1', instances: [{ phase: 'PENDING' }] });
    operations.set('op-1', web, 'RUNNING', steps);
    expect(rollout()).toMatchObject({ phase: 'PROGRESSING', instances: [{ phase: 'PROGRESSING' }] });
  });

  it('has one key from the first state of the operation to its end, and another than the one before', () => {
    const { eu, operations, rollout } = oneCluster();
    const before = rollout().key;
    const steps = [{ clusterId: 'id-eu', templateDigest: 'digest-of-app:2' }];
    operations.set('op-1', web, 'PENDING', steps);
    const { key } = rollout();
    expect(key).not.toBe(before);
    operations.set('op-1', web, 'RUNNING', steps);
    for (const moment of ['written', 'half', 'paused', 'half', 'done'] as const) {
      roll(eu, 'app:2', 2, moment, mark);
      expect(rollout().key).toBe(key);
    }
    operations.set('op-1', web, 'SUCCEEDED', steps);
    expect(rollout()).toMatchObject({ key, phase: 'SUCCEEDED', operationId: 'op-1' });
  });

  it('names the operation that set the present template, and none for what others did since', async () => {
    const { eu, operations, rollout } = oneCluster();
    operations.set('op-1', web, 'SUCCEEDED', [{ clusterId: 'id-eu', templateDigest: 'digest-of-app:2' }]);
    roll(eu, 'app:2', 2, 'half', mark);
    expect(rollout()).toMatchObject({ operationId: 'op-1', phase: 'PROGRESSING' });
    roll(eu, 'app:3', 3, 'half', mark);
    expect(rollout().operationId).toBeNull();
    roll(eu, 'app:2', 4, 'half');
    expect(rollout().operationId).toBeNull();
  });

  it('finds the operation behind it again after a restart', async () => {
    const { eu, operations, log } = oneCluster();
    operations.set('op-1', web, 'SUCCEEDED', [{ clusterId: 'id-eu', templateDigest: 'digest-of-app:2' }]);
    roll(eu, 'app:2', 2, 'done', mark);
    const later = rolloutScene([eu], log, operations);
    await later.rollouts.close();
    expect(later.rollouts.of(later.app('acme/prod/web')).operationId).toBe('op-1');
  });

  it('sums the instances and tells of those that are not done', () => {
    const [eu, us] = [new MemoryCluster('eu'), new MemoryCluster('us')];
    for (const cluster of [eu, us]) cluster.namespaces.put(namespace('acme-prod'));
    roll(eu, 'app:2', 2, 'done');
    roll(us, 'app:2', 2, 'half');
    const { rollouts, app } = rolloutScene([eu, us]);
    const rollout = rollouts.of(app('acme/prod/web'));
    expect(rollout).toMatchObject({
      phase: 'PROGRESSING',
      image: 'app:2',
      replicas: { desired: 6, updated: 4 },
      finishedAt: null,
    });
    expect(rollout.message).toMatch(/^us: Waiting for deployment/);
    expect(rollout.instances.map(({ phase }) => phase)).toEqual(['SUCCEEDED', 'PROGRESSING']);
  });
});
