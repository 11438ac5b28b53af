/** A place for one value: what was not taken is replaced, so a slow reader never makes anything pile up. */
export interface Latest<T> {
  put(value: T): void;
  /** Waits for a value; undefined once the signal aborted. For one reader at a time. */
  take(): Promise<T | undefined>;
  /** What is there, else `other`, at once. */
  takeOr(other: T | null): T | undefined;
}

/** An empty place, which closes when the signal aborts. */
export function createLatest<T extends object>(signal: AbortSignal): Latest<T> {
  let value: T | undefined;
  let wake: (() => void) | undefined;
  signal.addEventListener('abort', () => wake?.(), { once: true });
  return {
    put(next) {
      value = next;
      wake?.();
    },
    takeOr(other) {
      const taken = value ?? other ?? undefined;
      value = undefined;
      return signal.aborted ? undefined : taken;
    },
    async take() {
      if (value === undefined && !signal.aborted) {
        const waiting = Promise.withResolvers<void>();
        wake = waiting.resolve;
        await waiting.promise;
      }
      const taken = signal.aborted ? undefined : value;
      value = undefined;
      return taken;
    },
  };
}
