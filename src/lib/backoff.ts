import type { Clock } from './clock.ts';

/** Waits that grow with each failure and shrink back after a healthy time. */
export interface Backoff {
  /** Milliseconds to wait before the next attempt. */
  next(): number;
}

/** Settings of a backoff, in milliseconds. */
export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** After this long without a failure the waits start anew. */
  readonly resetAfterMs: number;
}

/** Doubling waits with full jitter: each is drawn between 0 and the present bound. `random` answers 0 ≤ x < 1. */
export function createBackoff(clock: Clock, random: () => number, options: BackoffOptions): Backoff {
  let boundMs = options.initialMs;
  let healthySince = clock.now();
  return {
    next() {
      const now = clock.now();
      if (now - healthySince >= options.resetAfterMs) boundMs = options.initialMs;
      const waitMs = random() * boundMs;
      boundMs = Math.min(boundMs * 2, options.maxMs);
      // Health begins when the wait is over, so that long waits themselves never count as healthy time.
      healthySince = now + waitMs;
      return waitMs;
    },
  };
}
