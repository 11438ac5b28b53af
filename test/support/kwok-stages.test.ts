import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { kwokStages } from './kwok-stages.ts';

interface Stage {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly selector: { readonly matchExpressions: readonly { readonly key: string }[] } };
}

describe('kwokStages', () => {
  const stages = parseAllDocuments(kwokStages()).map((document) => document.toJS() as Stage);

  it('is YAML of stages, each with a name of its own', () => {
    expect(stages.length).toBeGreaterThan(10);
    expect(stages.filter(({ kind }) => kind !== 'Stage')).toEqual([]);
    expect(new Set(stages.map(({ metadata }) => metadata.name)).size).toBe(stages.length);
  });

  it('has put in all shared parts', () => {
    expect(kwokStages()).not.toContain('@include');
    const ready = stages.find(({ metadata }) => metadata.name === 'pod-ready');
    expect(ready?.spec.selector.matchExpressions.map(({ key }) => key).at(-1)).toContain('tenantry.test/lifecycle');
  });
});
