import type { ClusterGap, Coverage } from '../../../domain/fleet/fleet-model.ts';

/** The coverage of something that misses these clusters; null stands for one that contributes. */
export function coverageOfGaps(found: readonly (ClusterGap | null)[]): Coverage {
  const gaps = found.filter((gap) => gap !== null).toSorted((a, b) => (a.cluster.name < b.cluster.name ? -1 : 1));
  return { complete: gaps.length === 0, gaps };
}
