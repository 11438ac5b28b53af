import { describe, expect, it } from 'vitest';
import { revisionOf, workload } from '../fleet/testing/objects.ts';
import { rollbackTarget } from './rollback-target.ts';

const running = (image: string, observedGeneration: number) =>
  workload('web', 'DEPLOYMENT', { image, meta: { generation: 4 }, status: { observedGeneration } });
const revisions = (...images: string[]) =>
  images.map((image, index) => ({ template: {}, record: revisionOf(running(image, 4), index + 1) }));
const previous = { type: 'PREVIOUS' } as const;

describe('the revision to go back to', () => {
  it('is the one with the second highest number, as for kubectl', () => {
    const target = rollbackTarget(running('app:3', 4), revisions('app:1', 'app:2', 'app:3'), previous);
    expect(target?.record.number).toBe(2);
  });

  it('is the newest where the template was set a moment ago, and its controller has not made its revision yet', () => {
    const target = rollbackTarget(running('app:3', 3), revisions('app:1', 'app:2'), previous);
    expect(target?.record.number).toBe(2);
  });

  it('is the newest where the template went back to an older one a moment ago, whose number has not moved up yet', () => {
    const target = rollbackTarget(running('app:1', 3), revisions('app:1', 'app:2'), previous);
    expect(target?.record.number).toBe(2);
  });
});
