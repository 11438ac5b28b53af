import { systemClock } from '../../src/lib/clock.ts';
import type { Clock } from '../../src/lib/clock.ts';

/** The machine's clock, but for one delay, which ends when the test says so. */
export interface HeldClock extends Clock {
  /** How many wait for it now. */
  readonly waiting: number;
  /** Ends the delay for all who wait for it now. */
  release(): void;
}

/** @param heldMs the delay, in milliseconds: whoever waits for exactly this long waits for the test */
export function createHeldClock(heldMs: number): HeldClock {
  const waiting = new Set<() => void>();
  return {
    now: systemClock.now,
    after(delayMs, run) {
      if (delayMs !== heldMs) return systemClock.after(delayMs, run);
      waiting.add(run);
      return () => void waiting.delete(run);
    },
    get waiting() {
      return waiting.size;
    },
    release() {
      for (const run of waiting) {
        waiting.delete(run);
        run();
      }
    },
  };
}
