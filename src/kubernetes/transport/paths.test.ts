import { describe, expect, it } from 'vitest';
import { resourcePath } from './paths.ts';

const pods = { group: '', version: 'v1', plural: 'pods' };

describe('table: path parts are not encoded, so: validated and encoded', () => {
  it.each(['../secrets', '..', 'a/b', 'a%2fb', 'A', '', 'a?watch=1', 'a#', 'a b', '.', `${'a'.repeat(254)}`])(
    'refuses %j as a name',
    (name) => {
      expect(() => resourcePath(pods, { namespace: 'default', name })).toThrow(RangeError);
    },
  );

  it.each(['../kube-system', 'a.b', 'a/b', '', `${'a'.repeat(64)}`])('refuses %j as a namespace', (namespace) => {
    expect(() => resourcePath(pods, { namespace, name: 'a' })).toThrow(RangeError);
  });

  it('makes the paths of collections and objects', () => {
    expect(resourcePath(pods)).toBe('/api/v1/pods');
    expect(
      resourcePath({ group: 'apps', version: 'v1', plural: 'deployments' }, { namespace: 'a-b', name: 'x.y' }),
    ).toBe('/apis/apps/v1/namespaces/a-b/deployments/x.y');
  });
});
