/** What the cluster side tells about its own work, for metrics. Kinds are named `deployments.apps`. */
export interface ClusterObserver {
  listed(cluster: string, kind: string, how: 'streamed' | 'paged', objects: number): void;
  /** A watch ended. `why`: `ended` by the server, `expired` (410), `throttled` (429), `failed`, `silent`. */
  watchEnded(cluster: string, kind: string, why: string): void;
  eventsApplied(cluster: string, kind: string, count: number): void;
  probed(cluster: string, ok: boolean, durationMs: number): void;
  /** A call began, and may have to wait for a connection of `pool`; the answer is called when its answer begins, or it has failed. */
  calling(cluster: string, pool: string): () => void;
  /** The cluster is not registered any more, or anew: what was told of it until now is over. */
  ended(cluster: string): void;
}

/** Drops everything. */
export const silentObserver: ClusterObserver = {
  listed() {},
  watchEnded() {},
  eventsApplied() {},
  probed() {},
  calling: () => () => {},
  ended() {},
};

/** Tells the observer of one cluster until it has ended: what of it comes to its end later is told nobody. */
export function observedUntilEnded(observer: ClusterObserver): ClusterObserver {
  let over = false;
  return {
    listed: (...told) => void (over || observer.listed(...told)),
    watchEnded: (...told) => void (over || observer.watchEnded(...told)),
    eventsApplied: (...told) => void (over || observer.eventsApplied(...told)),
    probed: (...told) => void (over || observer.probed(...told)),
    calling(...told) {
      if (over) return () => {};
      const answered = observer.calling(...told);
      return () => void (over || answered());
    },
    ended(cluster) {
      over = true;
      observer.ended(cluster);
    },
  };
}
