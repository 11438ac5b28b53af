import type { ClusterSource } from '../clusters/cluster-source.ts';
import { mayHold, unassigned } from '../tenancy/adoption.ts';
import { ArgumentError } from './fleet.ts';
import type { Coverage } from './fleet-model.ts';
import type { EnvironmentKey } from './keys.ts';
import type { Sight } from './sight.ts';

/** Which of the clusters have a gap, by name. */
export function coverageOf(clusters: readonly ClusterSource[], sight: Pick<Sight, 'gap'>): Coverage {
  const gaps = clusters
    .flatMap((cluster) => sight.gap(cluster) ?? [])
    .sort((a, b) => (a.cluster.name < b.cluster.name ? -1 : 1));
  return { complete: gaps.length === 0, gaps };
}

/**
 * For a look-up that found nothing: refuses to call it absent while a cluster is missing that could hold it and can be seen.
 * @throws ArgumentError COVERAGE_INCOMPLETE
 */
export function assertCovered(
  sight: Pick<Sight, 'clusters' | 'gap'>,
  what: string,
  key: { readonly tenant: string } & Partial<EnvironmentKey>,
): void {
  const holders = sight.clusters().filter((cluster) => couldHold(cluster, key) && !showsAllWorkloads(cluster));
  const { gaps } = coverageOf(holders, sight);
  if (gaps.length === 0) return;
  const missing = gaps.map(({ cluster, message }) => `"${cluster.name}" (${message})`).join(', ');
  throw new ArgumentError(
    'COVERAGE_INCOMPLETE',
    `${what} was not found, but it may be there: cluster ${missing} is missing from the answer. Ask again when coverage is complete.`,
  );
}

function couldHold(cluster: ClusterSource, key: { readonly tenant: string } & Partial<EnvironmentKey>): boolean {
  if (key.tenant !== unassigned) return mayHold(cluster.definition, key.tenant);
  return key.environment === undefined || key.environment.startsWith(`${cluster.name}.`);
}

/** A gap that is about other kinds (nodes that may not be read, say) hides no environment and no app. */
function showsAllWorkloads({ state, namespaces, workloads }: ClusterSource): boolean {
  return (
    state.status === 'DEGRADED' &&
    [namespaces, ...Object.values(workloads)].every(
      (kind) => kind.availability.status === 'SYNCED' && !kind.freshness.stale,
    )
  );
}
