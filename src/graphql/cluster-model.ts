import type { ClusterRegistry } from '../domain/clusters/cluster-source.ts';
import type { ClusterModel, RemovedCluster } from './models.ts';

/** The cluster with this id; records may speak of one that is no longer registered. */
export function clusterById(registry: ClusterRegistry, id: string): ClusterModel {
  return registry.byId(id) ?? { id, removed: true };
}

export function isRemoved(cluster: ClusterModel): cluster is RemovedCluster {
  return 'removed' in cluster;
}
