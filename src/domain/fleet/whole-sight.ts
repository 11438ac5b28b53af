import type { ClusterRegistry } from '../clusters/cluster-source.ts';
import type { FleetIndex } from './fleet-index.ts';
import type { Sight } from './sight.ts';

/** All there is. */
export function wholeSight(index: FleetIndex, registry: ClusterRegistry): Sight {
  return {
    name: 'whole',
    tenants: () => index.tenants.values(),
    environments: () => index.environments.values(),
    apps: () => index.apps.values(),
    clusters: () => registry.list(),
    hasTenant: (name) => index.tenants.get(name) !== undefined,
    sees: () => true,
    seesTenant: () => true,
    seesCluster: () => true,
    seesInside: true,
    gap: (cluster) => (cluster.state.gap === null ? null : { cluster, ...cluster.state.gap }),
  };
}
