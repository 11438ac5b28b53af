import type { ClusterSource } from '../domain/clusters/cluster-source.ts';
import type { Fleet } from '../domain/fleet/fleet.ts';
import { mayHold, unassigned } from '../domain/tenancy/adoption.ts';

/** What an answer was narrowed to; an absent condition narrows nothing. */
export interface Scope {
  readonly clusters?: readonly string[] | null;
  readonly clusterLabels?: readonly { readonly key: string; readonly value: string }[] | null;
  readonly tenants?: readonly string[] | null;
}

/**
 * The clusters that could contribute to an answer: only these can be missing from it. For a tenant that cannot be seen there are none:
 * which clusters may hold it is told to nobody.
 */
export function clustersInScope(
  fleet: Pick<Fleet, 'clusters' | 'seesTenant'>,
  { clusters, clusterLabels, tenants: named }: Scope,
): readonly ClusterSource[] {
  const tenants = named?.filter((tenant) => fleet.seesTenant(tenant));
  return fleet.clusters().filter((cluster) => {
    if (clusters && !clusters.includes(cluster.name)) return false;
    if (clusterLabels && !hasLabels(cluster, clusterLabels)) return false;
    return !tenants || tenants.some((tenant) => couldHold(cluster, tenant));
  });
}

/** Whether the cluster's labels have all of these values. */
export function hasLabels(cluster: ClusterSource, labels: readonly { key: string; value: string }[]): boolean {
  return labels.every(({ key, value }) => cluster.definition.labels[key] === value);
}

/** A namespace that belongs to nobody can be in any cluster. */
function couldHold(cluster: ClusterSource, tenant: string): boolean {
  return tenant === unassigned || mayHold(cluster.definition, tenant);
}
