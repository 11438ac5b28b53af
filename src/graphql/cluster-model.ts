import type { SeenFleet } from '../domain/fleet/fleet.ts';
import type { ClusterModel, RemovedCluster } from './models.ts';

/** The cluster with this id; records may speak of one that is no longer registered, or not to be seen. */
export function clusterById(fleet: SeenFleet, id: string): ClusterModel {
  return fleet.clusterById(id) ?? { id, removed: true };
}

export function isRemoved(cluster: ClusterModel): cluster is RemovedCluster {
  return 'removed' in cluster;
}
