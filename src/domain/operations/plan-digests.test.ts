import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../lib/canonical-json.ts';
import type { StepWork } from './journal.ts';
import { createPlanDigests } from './plan-digests.ts';

const work = (uid: string, after: object): StepWork => ({
  clusterName: uid,
  ref: { kind: 'DEPLOYMENT', namespace: 'n', name: 'web' },
  uid,
  changes: [{ path: ['spec'], before: {}, after: { ...after } }],
  templateBefore: 'd',
  written: null,
});

describe('the digest of a plan', () => {
  const digests = createPlanDigests('the key of these records');

  it('is over what is set on which object, whatever the order of placements and keys', () => {
    const digest = digests.of([work('a', { x: 1, y: 2 }), work('b', {})]);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digests.of([work('b', {}), work('a', { y: 2, x: 1 })])).toBe(digest);
    expect(digests.of([work('b', {}), work('a', { y: 2, x: 3 })])).not.toBe(digest);
    expect(digests.of([work('c', {}), work('a', { y: 2, x: 1 })])).not.toBe(digest);
    expect(digests.isOf([work('b', {}), work('a', { y: 2, x: 1 })], digest)).toBe(true);
    expect(digests.isOf([work('b', {}), work('a', { y: 2, x: 3 })], digest)).toBe(false);
  });

  it('tells nobody without the key which value a secret has', () => {
    const planned = [work('a', { name: 'DB_PASSWORD', value: 'hunter2' })];
    const digest = digests.of(planned);
    expect(createPlanDigests('the key of these records').of(planned)).toBe(digest);
    expect(createPlanDigests('another key').of(planned)).not.toBe(digest);
    expect(digest).not.toBe(unkeyed(planned));
  });

  it('is still that of a plan from before there was a key', () => {
    const planned = [work('a', { x: 1 })];
    expect(digests.isOf(planned, unkeyed(planned))).toBe(true);
    expect(digests.isOf([work('a', { x: 2 })], unkeyed(planned))).toBe(false);
  });
});

/** As it was computed then. */
function unkeyed(planned: readonly StepWork[]): string {
  const targets = planned.map(({ uid, changes }) => ({
    uid,
    changes: changes.map(({ path, before, after }) => [path, before, after]),
  }));
  return createHash('sha256').update(canonicalJson(targets)).digest('hex');
}
