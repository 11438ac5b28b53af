import type { Clock } from '../../lib/clock.ts';
import type { ClusterRegistry } from './cluster-source.ts';

/** Whether the clusters that were there at the start have been read, or will not be soon. */
export interface ClusterReadiness {
  /** Once ready, always ready: a cluster that comes or fails later is a gap in the answers, no reason to stop giving any. */
  readonly ready: boolean;
  /** Names of the clusters whose first sync is awaited. */
  readonly awaiting: readonly string[];
}

/**
 * Ready when each cluster has finished its first sync, or failed, or `timeoutMs` milliseconds have passed since the call.
 * The answer is computed at each call; nothing runs in between.
 */
export function createReadiness(registry: ClusterRegistry, clock: Clock, timeoutMs: number): () => ClusterReadiness {
  const until = clock.now() + timeoutMs;
  let ready = false;
  return () => {
    const awaiting = registry
      .list()
      .filter(({ state }) => !state.synced && (state.status === 'SYNCING' || state.gap?.reason === 'SYNCING'))
      .map((cluster) => cluster.name);
    ready ||= awaiting.length === 0 || clock.now() >= until;
    return { ready, awaiting };
  };
}

/** Resolves when no cluster's first sync is awaited any more, or after `timeoutMs` milliseconds. */
export function whenSettled(registry: ClusterRegistry, clock: Clock, timeoutMs: number): Promise<void> {
  const look = createReadiness(registry, clock, timeoutMs);
  return new Promise((resolve) => {
    const stops = [clock.after(timeoutMs, finish), registry.onChange(check)];
    for (const cluster of registry.list()) stops.push(cluster.onState(check));
    check();

    function check(): void {
      if (look().ready) finish();
    }
    function finish(): void {
      for (const stop of stops) stop();
      resolve();
    }
  });
}
