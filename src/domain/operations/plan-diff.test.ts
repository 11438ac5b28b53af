import { expect, it } from 'vitest';
import type { JsonObject } from '../../lib/json.ts';
import { expectDiff, planDiff } from './plan-diff.ts';
import { cpuQuantity, memoryQuantity, parseQuantity } from '../workloads/quantity.ts';

const object = (image: string, more: JsonObject = {}, env: readonly JsonObject[] = []): JsonObject => ({
  metadata: { name: 'web', uid: 'u', ...more },
  spec: { template: { spec: { containers: [{ name: 'web', image, env }] } } },
  status: { replicas: image.length },
});

it('shows what changes, and nothing that moves by itself', () => {
  const before = object('web:1', { resourceVersion: '1', generation: 1, managedFields: [{ manager: 'a' }] });
  const after = object('web:2', {
    resourceVersion: '2',
    generation: 2,
    annotations: { 'tenantry.dev/operation': 'op' },
  });
  const diff = planDiff(before, after);
  expect(diff).toContain('-          image: web:1');
  expect(diff).toContain('+          image: web:2');
  expect(diff).not.toMatch(/resourceVersion|generation|managedFields|status|tenantry/);
  expect(planDiff(before, { ...before, status: {} })).toBe('');
});

it('is the same where it was made beforehand, whatever the object then comes to', () => {
  const before = object('web:1', { resourceVersion: '1' });
  const expected = expectDiff(before, object('web:2', { resourceVersion: '1' }));
  for (const after of [object('web:2', { resourceVersion: '2' }), object('web:3'), before])
    expect(expected.to(after)).toBe(planDiff(before, after));
});

it('shows that a secret changes, and never which', () => {
  const before = object('web:1', {}, [{ name: 'DB_PASSWORD', value: 'old-secret' }]);
  const after = object('web:1', {}, [{ name: 'DB_PASSWORD', value: 'new-secret' }]);
  const diff = planDiff(before, after);
  expect(diff).not.toMatch(/old-secret|new-secret/);
  expect(diff).toMatch(/^\+.*masked, changed/m);
});

it('writes and reads quantities as Kubernetes does', () => {
  expect([0, 0.25, 1, 1.5, 0.0004].map(cpuQuantity)).toEqual(['0', '250m', '1', '1500m', '1m']);
  expect([0, 1000, 1024, 268_435_456, 1_610_612_736].map(memoryQuantity)).toEqual([
    '0',
    '1000',
    '1Ki',
    '256Mi',
    '1536Mi',
  ]);
  expect(['250m', '0.25', '1Gi', '1e3', '2k', 'x', ''].map(parseQuantity)).toEqual([
    0.25,
    0.25,
    2 ** 30,
    1000,
    2000,
    null,
    null,
  ]);
});
