import type { Clock } from '../../lib/clock.ts';

/** Tells when a reader takes nothing off its stream although something waits for it. */
export interface StallWatch {
  /** Something was handed to the connection. */
  sent(): void;
  /** Something of that left. */
  left(): void;
  /** Nothing is watched any more. */
  stop(): void;
}

/** Calls `stalled` once when nothing has left for `afterMs` milliseconds while something waits. */
export function createStallWatch(clock: Clock, afterMs: number, stalled: () => void): StallWatch {
  let waiting = 0;
  let cancel: (() => void) | null = null;
  const arm = (): void => {
    cancel?.();
    cancel = waiting > 0 ? clock.after(afterMs, stalled) : null;
  };
  return {
    sent() {
      waiting += 1;
      if (waiting === 1) arm();
    },
    left() {
      waiting -= 1;
      arm();
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}
