import type { CachedKind } from '../../domain/clusters/cached-kind.ts';
import type { ClusterFailure } from '../../domain/clusters/cluster-failure.ts';
import type { ClusterState } from '../../domain/clusters/cluster-state.ts';
import { hasEnded } from '../../domain/logs/container-runs.ts';
import type { RunName } from '../../domain/logs/log-line.ts';
import type { Pod } from '../../domain/workloads/pod.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { ClusterTransport } from '../transport/cluster-transport.ts';

/** What reading the logs of a cluster stands on. */
export interface LogParts {
  readonly transport: ClusterTransport;
  /** They tell which runs there are: a log does not say whose it is, nor why it ends. */
  readonly pods: CachedKind<Pod>;
  /** Its name, for what is told to operators. */
  readonly cluster: string;
  readonly log: Log;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** Null while the cluster may be called, else why not. */
  refusal(): ClusterFailure | null;
  onState(listener: (state: ClusterState) => void): () => void;
}

/** Whether the container was restarted since the run began, as far as is known: then the run is the API's `previous`. */
export function isPrevious(parts: Pick<LogParts, 'pods'>, run: RunName): boolean {
  return restartsSince(parts, run) > 0;
}

/** Whether it was restarted more often, as far as is known: then the API's `previous` is another run, and the log of this one is gone. */
export function isOutlived(parts: Pick<LogParts, 'pods'>, run: RunName): boolean {
  return restartsSince(parts, run) > 1;
}

function restartsSince({ pods }: Pick<LogParts, 'pods'>, { podUid, container, restart }: RunName): number {
  const now = pods.get(podUid)?.containers.find(({ name }) => name === container);
  return now === undefined ? 0 : now.restarts - restart;
}

/** Whether the run has ended, as far as is known. */
export function isOver({ pods }: Pick<LogParts, 'pods'>, { podUid, container, restart }: RunName): boolean {
  const pod = pods.get(podUid);
  // While the caches are not up to date, a pod that is not there proves nothing.
  if (pod === undefined) return pods.availability.status === 'SYNCED' && !pods.freshness.stale;
  const now = pod.containers.find(({ name }) => name === container);
  return now === undefined || now.restarts > restart || hasEnded(now);
}

/** Whether the pod is known to be gone. Another of its name, as of a StatefulSet, has a log of its own, which has the same address. */
export function isGone({ pods }: Pick<LogParts, 'pods'>, { namespace, pod, podUid }: RunName): boolean {
  const named = pods.find(namespace, pod);
  return named === undefined ? !pods.freshness.stale : named.meta.uid !== podUid;
}
