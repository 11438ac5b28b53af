/** Remembers since when the pods that a workload was getting rid of are gone: `freedAt` of the evidence. */
export interface FreedRoom {
  /**
   * @param freeing whether pods are on their way out now
   * @param now milliseconds since the epoch
   * @returns when they were last seen so, or first seen gone; null: never
   */
  note(freeing: boolean, now: number): number | null;
}

export function createFreedRoom(): FreedRoom {
  let before = false;
  let freedAt: number | null = null;
  return {
    note(freeing, now) {
      // Nobody looks all the time: what was tried before the first look that finds them gone was tried too early.
      if (freeing || before) freedAt = now;
      before = freeing;
      return freedAt;
    },
  };
}
