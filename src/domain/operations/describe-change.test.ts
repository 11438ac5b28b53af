import { describe, expect, it } from 'vitest';
import { describeMoved, describeUndone } from './describe-change.ts';

describe('changes in words', () => {
  const path = ['metadata', 'annotations', 'example.com/database'];
  const moved = [
    { change: { path, before: 'postgres://app:hunter2@db/app', after: 'none' }, now: 'postgres://app:hunter3@db/app' },
  ];

  it('show no sensitive value of an annotation', () => {
    expect(describeMoved(moved)).toBe(
      'annotation example.com/database is "<masked>" now, and was "<masked>" when this was planned',
    );
    expect(describeUndone(moved)).toBe('annotation example.com/database is "<masked>", not "none"');
  });
});
