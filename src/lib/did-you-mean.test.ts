import { describe, expect, it } from 'vitest';
import { closest } from './did-you-mean.ts';

describe('closest', () => {
  const known = ['kubeconfig', 'context', 'name', 'labels'];

  it.each([
    ['kubeconfg', 'kubeconfig'],
    ['KubeConfig', 'kubeconfig'],
    ['contxet', 'context'],
    ['nmae', 'name'],
    ['label', 'labels'],
  ])('takes %s for %s', (word, meant) => {
    expect(closest(word, known)).toBe(meant);
  });

  it.each(['server', 'n', 'zzzzzzzzzz', ''])('knows nothing like %j', (word) => {
    expect(closest(word, known)).toBeUndefined();
  });
});
