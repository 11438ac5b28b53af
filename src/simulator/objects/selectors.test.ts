import { describe, expect, it } from 'vitest';
import type { KubeObject } from './kube-object.ts';
import { parseFieldSelector, parseLabelSelector } from './selectors.ts';

const object: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web',
    namespace: 'acme-prod',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '2030-01-01T00:00:00Z',
    labels: { app: 'web', 'acme.example/tier': 'front' },
  },
};

describe('a label selector', () => {
  it.each<[string, boolean]>([
    ['', true],
    ['app=web', true],
    ['app==web,acme.example/tier=front', true],
    ['app!=web', false],
    ['other!=x', true],
    ['app in (api, web)', true],
    ['app notin (api,web),acme.example/tier=front', false],
    ['acme.example/tier', true],
    ['!acme.example/tier', false],
    ['!other', true],
  ])('%j selects: %j', (text, selected) => {
    expect(parseLabelSelector(text)?.(object)).toBe(selected);
  });

  it.each(['a b c', 'app in', '=x', 'app in (a'])('%j cannot be read', (text) => {
    expect(parseLabelSelector(text)).toBeUndefined();
  });
});

describe('a field selector', () => {
  it('selects by name and namespace', () => {
    const selects = (text: string) => {
      const predicate = parseFieldSelector(text, 'Pod');
      return typeof predicate === 'function' && predicate(object);
    };
    expect(selects('metadata.name=web')).toBe(true);
    expect(selects('metadata.name=web,metadata.namespace!=acme-prod')).toBe(false);
  });

  it('names a field that it does not know', () => {
    expect(parseFieldSelector('spec.foo=1', 'Pod')).toBe('spec.foo');
    expect(parseFieldSelector('name', 'Pod')).toBeUndefined();
  });
});
