import type { ClusterSource } from '../../../domain/clusters/cluster-source.ts';
import type { EnvironmentKey } from '../../../domain/fleet/keys.ts';
import type { Freeze } from '../../../domain/freezes/freeze.ts';
import { concernedClusters } from '../../../domain/freezes/frozen-by.ts';
import type { Loaders } from '../../loaders/loaders.ts';

/** The freezes in force or planned that are about the environment in any of the clusters. */
export async function freezesOf(
  key: EnvironmentKey,
  clusters: readonly ClusterSource[],
  { freezesAhead }: Loaders,
): Promise<readonly Freeze[]> {
  const labelled = clusters.map(({ definition }) => ({ labels: definition.labels }));
  const ahead = await freezesAhead.load(key);
  return ahead.filter(({ scope }) => concernedClusters(scope, key, labelled).length > 0);
}
