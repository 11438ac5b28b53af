import type { SeriesFailure } from '../../domain/metrics/series-source.ts';
import type { Clock } from '../../lib/clock.ts';

/** Lets nobody wait for a backend that is known to be away. */
export interface Breaker {
  /** Why it is not asked now; null: ask, and say how that went. */
  refusal(): SeriesFailure | null;
  succeeded(): void;
  failed(message: string): SeriesFailure;
}

/** So many failures in a row are no accident. */
const failuresToOpen = 2;
const openMs = 10_000;

/** Closed at first. While it is open one call is let through now and then, and closes it when it goes well. */
export function createBreaker(clock: Clock): Breaker {
  let trouble: SeriesFailure | null = null;
  let failures = 0;
  let nextAt = 0;
  return {
    refusal() {
      if (trouble === null || failures < failuresToOpen) return null;
      const now = clock.now();
      if (now < nextAt) return trouble;
      nextAt = now + openMs;
      return null;
    },
    succeeded() {
      trouble = null;
      failures = 0;
    },
    failed(message) {
      const now = clock.now();
      failures += 1;
      nextAt = now + openMs;
      trouble = { message, since: trouble?.since ?? now };
      return trouble;
    },
  };
}
