import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { ClusterUsage } from '../clusters/cluster-usage.ts';
import { gapWords } from '../clusters/gap-words.ts';
import type { ClusterGap } from './fleet-model.ts';
import type { Sight } from './sight.ts';

/** Why it is not told what a cluster's pods or machines use, or not as it is now; null where it is told. */
export function usageGapOf(
  cluster: ClusterSource,
  of: keyof ClusterUsage,
  { seesInside }: Pick<Sight, 'seesInside'>,
): ClusterGap | null {
  const { availability, size } = cluster.usage[of];
  switch (availability.status) {
    case 'SYNCED':
      return null;
    case 'SYNCING':
      return { cluster, reason: 'SYNCING', since: availability.since, message: gapWords.SYNCING };
    default: {
      // Samples of some minutes ago are shown on.
      const reason = size > 0 ? 'STALE' : 'METRICS_UNAVAILABLE';
      const message = seesInside ? availability.message : gapWords[reason];
      return { cluster, reason, since: availability.since, message };
    }
  }
}
