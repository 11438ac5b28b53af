import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { autoscaler, workload } from '../fleet/testing/objects.ts';
import type { AutoscalerCondition, AutoscalerMetric } from '../workloads/autoscaler.ts';
import { autoscalerHindrance } from './autoscaler-hindrance.ts';

const nothing = { utilization: null, averageValue: null, value: null };
const cpu: AutoscalerMetric = {
  type: 'RESOURCE',
  name: 'cpu',
  container: null,
  target: { ...nothing, utilization: 0.6 },
  current: { ...nothing, utilization: 0.954, averageValue: 0.5 },
};
const condition = (type: string, status: 'TRUE' | 'FALSE', reason: string, message = ''): AutoscalerCondition => {
  return { type, status, reason, message, lastTransitionAt: null };
};

function told(more: Parameters<typeof autoscaler>[2], replicas = 5, desired = 3) {
  const instance = { cluster: new MemoryCluster('eu'), workload: workload('web', 'DEPLOYMENT', { desired }) };
  return autoscalerHindrance(autoscaler('web', 'web', { minReplicas: 2, maxReplicas: 9, ...more }), replicas, instance);
}

describe('what is said of an autoscaler that a scale would go against', () => {
  it('is its range, where it has not looked yet', () => {
    expect(told({})).toEqual({
      why: 'eu/acme-prod/web is scaled by the HorizontalPodAutoscaler web (2 to 9 replicas), which would undo this.',
      instead: 'Change its minReplicas and maxReplicas instead.',
    });
  });

  it('is what it goes by, what it wants and what limits it', () => {
    const limited = condition('ScalingLimited', 'TRUE', 'TooManyReplicas', 'more than the maximum');
    const able = condition('AbleToScale', 'TRUE', 'ReadyForNewScale');
    const queue = { ...nothing, averageValue: 30 };
    const metrics = [
      cpu,
      { ...cpu, type: 'CONTAINER_RESOURCE', container: 'app' } as const,
      { ...cpu, type: 'EXTERNAL', name: 'queue', target: queue, current: { ...queue, averageValue: 41.234 } } as const,
      { ...cpu, name: 'memory', current: null },
    ];
    expect(told({ currentReplicas: 7, desiredReplicas: 9, metrics, conditions: [able, limited] }).why).toBe(
      'eu/acme-prod/web is scaled by the HorizontalPodAutoscaler web (2 to 9 replicas; from 7 to 9; ' +
        'cpu at 95 % of a target of 60 %; cpu of app at 95 % of a target of 60 %; queue at 41.2 of a target of 30; ' +
        'TooManyReplicas: more than the maximum), which would undo this.',
    );
  });

  it('is that it cannot tell, where it reads nothing', () => {
    const blind = condition('ScalingActive', 'FALSE', 'FailedGetResourceMetric', 'no metrics returned');
    expect(told({ currentReplicas: 3, desiredReplicas: 3, conditions: [blind] })).toEqual({
      why:
        'eu/acme-prod/web is scaled by the HorizontalPodAutoscaler web (2 to 9 replicas; at 3; ' +
        'FailedGetResourceMetric: no metrics returned), which cannot tell now how many it needs, and would undo this once it can.',
      instead: 'Mend what it says. Change its minReplicas and maxReplicas instead.',
    });
  });

  it('is that none switches it off, and any number on again', () => {
    expect(told({}, 0).why).toContain('which stays off for as long as there are none.');
    expect(told({}, 4, 0).why).toContain('which is off while there are none, and would take over again.');
  });
});
