import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../lib/json.ts';
import { projectAutoscaler } from './autoscaler.ts';

const raw = (spec: JsonObject = {}, status: JsonObject = {}): JsonObject => ({
  metadata: {
    uid: 'u',
    name: 'web',
    namespace: 'acme-prod',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 9, ...spec },
  status,
});
const looked = { type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale', message: 'm' };

describe('a HorizontalPodAutoscaler', () => {
  it('does not know anything before its controller has looked', () => {
    expect(projectAutoscaler(raw({}, { currentReplicas: 0, desiredReplicas: 0 }))).toMatchObject({
      minReplicas: 1,
      maxReplicas: 9,
      currentReplicas: null,
      desiredReplicas: null,
      lastScaledAt: null,
      metrics: [],
      conditions: [],
    });
  });

  it('shows each metric next to what was last read of the very same', () => {
    const cpu = { name: 'cpu' };
    const queue = (zone: string) => ({ metric: { name: 'length', selector: { matchLabels: { zone } } } });
    const found = projectAutoscaler(
      raw(
        {
          minReplicas: 2,
          metrics: [
            { type: 'Resource', resource: { ...cpu, target: { type: 'Utilization', averageUtilization: 60 } } },
            {
              type: 'ContainerResource',
              containerResource: {
                name: 'cpu',
                container: 'app',
                target: { type: 'AverageValue', averageValue: '250m' },
              },
            },
            { type: 'External', external: { ...queue('a'), target: { type: 'Value', value: '100' } } },
            { type: 'External', external: { ...queue('b'), target: { type: 'Value', value: '100' } } },
            { type: 'Unheard', unheard: {} },
          ],
        },
        {
          currentReplicas: 3,
          desiredReplicas: 4,
          lastScaleTime: '2026-01-01T01:00:00Z',
          conditions: [looked, { type: 'ScalingLimited', status: 'Maybe' }],
          // In another order; of what could not be read there is an empty entry.
          currentMetrics: [
            { type: '' },
            { type: 'External', external: { ...queue('b'), current: { value: '7' } } },
            {
              type: 'ContainerResource',
              containerResource: { ...cpu, container: 'app', current: { averageValue: '5m' } },
            },
            { type: 'Resource', resource: { ...cpu, current: { averageUtilization: 95, averageValue: '475m' } } },
          ],
        },
      ),
    );
    expect(found).toMatchObject({ minReplicas: 2, currentReplicas: 3, desiredReplicas: 4 });
    expect(found.lastScaledAt).toBe(Date.UTC(2026, 0, 1, 1));
    const none = { utilization: null, averageValue: null, value: null };
    expect(found.metrics).toEqual([
      {
        type: 'RESOURCE',
        name: 'cpu',
        container: null,
        target: { ...none, utilization: 0.6 },
        current: { ...none, utilization: 0.95, averageValue: 0.475 },
      },
      {
        type: 'CONTAINER_RESOURCE',
        name: 'cpu',
        container: 'app',
        target: { ...none, averageValue: 0.25 },
        current: { ...none, averageValue: 0.005 },
      },
      { type: 'EXTERNAL', name: 'length', container: null, target: { ...none, value: 100 }, current: null },
      {
        type: 'EXTERNAL',
        name: 'length',
        container: null,
        target: { ...none, value: 100 },
        current: { ...none, value: 7 },
      },
    ]);
    expect(found.conditions).toEqual([
      { type: 'AbleToScale', status: 'TRUE', reason: 'ReadyForNewScale', message: 'm', lastTransitionAt: null },
      { type: 'ScalingLimited', status: 'UNKNOWN', reason: '', message: '', lastTransitionAt: null },
    ]);
  });
});
