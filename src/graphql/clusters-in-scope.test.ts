import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../domain/fleet/testing/memory-cluster.ts';
import { clustersInScope } from './clusters-in-scope.ts';

const clusters = [
  new MemoryCluster('any', { labels: { region: 'eu', tier: 'prod' } }),
  new MemoryCluster('acme', { labels: { region: 'us', tier: 'prod' }, tenants: ['acme*'] }),
];

function names(scope: Parameters<typeof clustersInScope>[1], seesTenant = (_name: string) => true): string[] {
  return clustersInScope({ clusters: () => clusters, seesTenant }, scope).map(({ name }) => name);
}

describe('clustersInScope', () => {
  it('leaves out only clusters that cannot contribute', () => {
    expect(names({})).toEqual(['any', 'acme']);
    expect(names({ clusters: null, clusterLabels: null, tenants: null })).toEqual(['any', 'acme']);
    expect(names({ clusters: ['acme', 'gone'] })).toEqual(['acme']);
    expect(
      names({
        clusterLabels: [
          { key: 'tier', value: 'prod' },
          { key: 'region', value: 'eu' },
        ],
      }),
    ).toEqual(['any']);
    expect(names({ tenants: ['acme-labs'] })).toEqual(['any', 'acme']);
    expect(names({ tenants: ['other'] })).toEqual(['any']);
    expect(names({ tenants: ['other', 'acme'] })).toEqual(['any', 'acme']);
    expect(names({ tenants: ['unassigned'] })).toEqual(['any', 'acme']);
    expect(names({ tenants: [] })).toEqual([]);
  });

  it('does not tell which clusters may hold a tenant that cannot be seen', () => {
    const seesTenant = (name: string) => name === 'other';
    expect(names({ tenants: ['acme'] }, seesTenant)).toEqual([]);
    expect(names({ tenants: ['other', 'acme'] }, seesTenant)).toEqual(['any']);
  });
});
