/** What the cluster side tells about its own work, for metrics. Kinds are named `deployments.apps`. */
export interface ClusterObserver {
  listed(cluster: string, kind: string, how: 'streamed' | 'paged', objects: number): void;
  /** A watch ended. `why`: `ended` by the server, `expired` (410), `throttled` (429), `failed`, `silent`. */
  watchEnded(cluster: string, kind: string, why: string): void;
  eventsApplied(cluster: string, kind: string, count: number): void;
  probed(cluster: string, ok: boolean, durationMs: number): void;
}

/** Drops everything. */
export const silentObserver: ClusterObserver = { listed() {}, watchEnded() {}, eventsApplied() {}, probed() {} };
