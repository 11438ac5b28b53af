import type { ClusterSource } from '../../../domain/clusters/cluster-source.ts';
import type { GapReason } from '../../../domain/clusters/cluster-state.ts';
import { gapWords } from '../../../domain/clusters/gap-words.ts';
import type { Coverage } from '../../../domain/fleet/fleet-model.ts';
import type { LogGap, LogGapReason } from '../../../domain/logs/read-logs.ts';
import type { LogLinesResolvers } from '../../__generated__/resolvers.ts';

export const LogLines: LogLinesResolvers = {
  coverage: ({ gaps, holders }, _args, { fleet, clock }) => coverageOfLogs(fleet.coverage(holders), gaps, clock.now()),
};

/** Why a cluster lacks where the logs of its containers could not be read; null: that is about the container. */
const clusterReasons: Readonly<Record<LogGapReason, GapReason | null>> = {
  LIMITED: null,
  GONE: null,
  TIMEOUT: 'UNREACHABLE',
  UNREACHABLE: 'UNREACHABLE',
  UNAUTHORIZED: 'UNAUTHORIZED',
  UNAVAILABLE: null,
};

/** With the clusters whose logs could not be read; in general words, since what an API server says is for operators. */
function coverageOfLogs(coverage: Coverage, gaps: readonly LogGap[], now: number): Coverage {
  const named = new Set(coverage.gaps.map(({ cluster }) => cluster.id));
  const missing = new Map<string, { readonly cluster: ClusterSource; readonly reason: GapReason }>();
  for (const { run, reason } of gaps) {
    const why = clusterReasons[reason];
    if (why !== null && !named.has(run.cluster.id)) missing.set(run.cluster.id, { cluster: run.cluster, reason: why });
  }
  const more = [...missing.values()].map(({ cluster, reason }) => {
    const message = `Logs of cluster "${cluster.name}" are missing: ${gapWords[reason]}.`;
    return { cluster, reason, since: now, message };
  });
  const all = [...coverage.gaps, ...more].sort((a, b) => (a.cluster.name < b.cluster.name ? -1 : 1));
  return { complete: all.length === 0, gaps: all };
}
