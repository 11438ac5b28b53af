import { describe, expect, it } from 'vitest';
import { applyJsonPatch } from '../../simulator/objects/json-patch.ts';
import type { JsonObject } from '../../lib/json.ts';
import { deployChanges } from './deploy-changes.ts';
import type { FieldChange } from './field-change.ts';
import { valueAt } from './field-path.ts';
import type { ContainerChange } from './operations.ts';
import { buildPatch, operationAnnotation } from './workload-patch.ts';

const podSpec = ['spec', 'template', 'spec'];
const env = [...podSpec, 'containers', { name: 'app' }, 'env'];

function workload(container: JsonObject = {}, metadata: JsonObject = { annotations: {} }): JsonObject {
  const containers = [
    { name: 'proxy', image: 'proxy:1' },
    { name: 'app', image: 'app:1', resources: {}, ...container },
  ];
  return {
    metadata: { uid: 'uid-1', resourceVersion: '7', ...metadata },
    spec: { replicas: 2, template: { metadata: { labels: { app: 'web' } }, spec: { containers } } },
  };
}

/** The workload after the patch that was built on it, if the patch holds on `now`. */
function patched(raw: JsonObject, changes: readonly FieldChange[], now = raw): JsonObject | string {
  const patch = buildPatch(raw, 'uid-1', changes, 'op-1');
  if (!patch.ok) return `moved: ${patch.failure.map(({ change }) => JSON.stringify(change.path)).join()}`;
  const result = applyJsonPatch(now, patch.value);
  return result.ok ? (result.value as JsonObject) : result.failure.message;
}

const deploy = (raw: JsonObject, change: Omit<ContainerChange, 'name'>) =>
  deployChanges(raw, { containers: [{ name: 'app', ...change }] }, 'eu').changes;

describe('the patch of a deploy', () => {
  it('adds several variables to a container that had none, each once', () => {
    const raw = workload();
    const changes = deploy(raw, {
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    });
    expect(valueAt(patched(raw, changes), env)).toEqual([
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ]);
  });

  it('replaces, adds and removes variables in one go, wherever they stand', () => {
    const raw = workload({
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
        { name: 'C', value: '3' },
      ],
    });
    const changes = deploy(raw, {
      env: [
        { name: 'A', remove: true },
        { name: 'C', secret: { name: 'db', key: 'c' } },
        { name: 'D', value: '' },
        { name: 'B', remove: true },
      ],
    });
    expect(valueAt(patched(raw, changes), env)).toEqual([
      { name: 'C', valueFrom: { secretKeyRef: { name: 'db', key: 'c' } } },
      { name: 'D' },
    ]);
  });

  it('sets requests and limits and leaves the others; equal quantities are no change', () => {
    const raw = workload({ resources: { requests: { cpu: '500m', memory: '64Mi' } } });
    const same = deploy(raw, { requests: { cpu: 0.5, memory: 67_108_864 } });
    expect(buildPatch(raw, 'uid-1', same, 'op-1')).toEqual({ ok: true, value: [] });
    const changes = deploy(raw, { requests: { cpu: 0.25 }, limits: { memory: 1_073_741_824 } });
    expect(valueAt(patched(raw, changes), [...podSpec, 'containers', { name: 'app' }, 'resources'])).toEqual({
      requests: { cpu: '250m', memory: '64Mi' },
      limits: { memory: '1Gi' },
    });
  });

  it('holds through churn of what it does not touch, and through a change of other fields', () => {
    const last = { [operationAnnotation]: 'op-0' };
    const raw = workload({}, { annotations: last });
    const changes = deploy(raw, { image: 'app:2' });
    const annotations = { ...last, other: 'x' };
    const churned = { ...workload({}, { annotations, resourceVersion: '8' }), status: { replicas: 1 } };
    expect(valueAt(patched(raw, changes, churned), [...podSpec, 'containers', { name: 'app' }, 'image'])).toBe('app:2');
    expect(valueAt(patched(raw, changes, churned), ['metadata', 'annotations'])).toEqual({
      other: 'x',
      [operationAnnotation]: 'op-1',
    });
  });

  it.each([
    ['another uid', { ...workload(), metadata: { uid: 'uid-2', annotations: {} } }, { image: 'app:2' }],
    ['another image', workload({ image: 'app:3' }), { image: 'app:2' }],
    ['a reordered list', reordered(), { image: 'app:2' }],
    [
      'a variable that someone added first',
      workload({ env: [{ name: 'A', value: '9' }] }),
      { env: [{ name: 'A', value: '1' }] },
    ],
    ['limits that someone set', workload({ resources: { limits: { cpu: '1' } } }), { limits: { cpu: 2 } }],
  ])('does not hold on %s', (_what, now, change) => {
    expect(patched(workload(), deploy(workload(), change), now)).toMatch(/test/);
  });

  it('does not hold where another operation has been there meanwhile, even one that was undone', () => {
    const raw = workload({}, { annotations: { other: 'x' } });
    const now = workload({}, { annotations: { other: 'x', [operationAnnotation]: 'op-0' } });
    expect(patched(raw, deploy(raw, { image: 'app:2' }), now)).toContain('/metadata/annotations');
  });

  it('does not undo annotations that someone adds where there were none', () => {
    const raw = workload({}, {});
    const now = workload({}, { annotations: { other: 'x' }, resourceVersion: '8' });
    expect(patched(raw, deploy(raw, { image: 'app:2' }), now)).toMatch(/resourceVersion/);
    expect(valueAt(patched(raw, deploy(raw, { image: 'app:2' })), ['metadata', 'annotations'])).toEqual({
      [operationAnnotation]: 'op-1',
    });
  });
});

describe('a patch built later than planned', () => {
  const change: FieldChange = { path: ['spec', 'replicas'], before: 2, after: 5 };

  it('fails with what moved, unless it moved to where it should go, or an operation ahead moved it', () => {
    const at = (replicas: number) => ({ ...workload(), spec: { replicas } });
    expect(buildPatch(at(3), 'uid-1', [change], 'op-1')).toEqual({ ok: false, failure: [{ change, now: 3 }] });
    expect(buildPatch(at(5), 'uid-1', [change], 'op-1')).toEqual({ ok: true, value: [] });
    expect(patched(at(3), [{ ...change, queuedBefore: 3 }])).toMatchObject({ spec: { replicas: 5 } });
  });

  it('adds and takes away a field that is absent on one side', () => {
    const paused = patched(workload(), [{ path: ['spec', 'paused'], after: true }]);
    expect(valueAt(paused, ['spec', 'paused'])).toBe(true);
    expect(
      typeof paused === 'string' ? paused : patched(paused, [{ path: ['spec', 'paused'], before: true }]),
    ).not.toHaveProperty('spec.paused');
  });
});

function reordered(): JsonObject {
  const raw = workload();
  const containers = valueAt(raw, [...podSpec, 'containers']);
  const reversed = Array.isArray(containers) ? containers.toReversed() : [];
  return { ...raw, spec: { template: { metadata: {}, spec: { containers: reversed } } } };
}
