import type { Clock } from './clock.ts';

/** A clock for tests: time stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves time on and runs what becomes due, in order. */
  advance(ms: number): void;
  /** Delays that are waited for now, in milliseconds from now, shortest first. */
  pending(): readonly number[];
  /** Resolves when something waits for a delay that the predicate accepts. */
  waited(accepts?: (delayMs: number) => boolean): Promise<number>;
}

/** A clock that starts at `start` milliseconds since the epoch. */
export function createManualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  const watchers = new Set<() => void>();
  const delays = (): number[] => [...timers].map((timer) => timer.at - now).sort((a, b) => a - b);
  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      timers.add(timer);
      for (const watcher of watchers) watcher();
      return () => void timers.delete(timer);
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const [due] = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
        if (due === undefined) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = end;
    },
    pending: delays,
    waited(accepts = () => true) {
      return new Promise((resolve) => {
        const look = (): void => {
          const found = delays().find(accepts);
          if (found === undefined) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
      });
    },
  };
}
