import { systemClock } from '../../src/lib/clock.ts';
import type { Clock } from '../../src/lib/clock.ts';

/** How often a gateway looks at the journal by itself, in milliseconds. */
const lookMs = 1_000;

/** The machine's clock, by which the journal is never looked at again until `look` is called. */
export function createUnpolledClock(): { readonly clock: Clock; look(): void } {
  const waiting = new Set<() => void>();
  const clock: Clock = {
    now: systemClock.now,
    after(delayMs, run) {
      if (delayMs !== lookMs) return systemClock.after(delayMs, run);
      waiting.add(run);
      return () => void waiting.delete(run);
    },
  };
  return {
    clock,
    look() {
      for (const run of waiting) {
        waiting.delete(run);
        run();
      }
    },
  };
}
