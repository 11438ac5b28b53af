import type { Rate } from './rate.ts';

/** A token bucket: full at first, it fills at its rate and never beyond its burst. Times are milliseconds since the epoch. */
export interface Bucket {
  /** Milliseconds until the points can be taken; 0: now. More than a burst has is taken from a full bucket, which owes the rest. */
  waitFor(points: number, now: number): number;
  take(points: number, now: number): void;
  /** What is there; less than nothing where it owes. */
  level(now: number): number;
  /** Makes it hold so much. */
  reset(level: number, now: number): void;
}

export function createBucket({ pointsPerSecond, burst }: Rate, start: number): Bucket {
  let held = burst;
  let at = start;
  const fill = (now: number): number => {
    // A clock that was set back takes nothing away.
    if (now > at) held = Math.min(burst, held + ((now - at) / 1_000) * pointsPerSecond);
    at = now;
    return held;
  };
  return {
    waitFor(points, now) {
      const missing = Math.min(points, burst) - fill(now);
      return missing <= 0 ? 0 : Math.ceil((missing / pointsPerSecond) * 1_000);
    },
    take(points, now) {
      fill(now);
      held -= points;
    },
    level: fill,
    reset(level, now) {
      held = Math.min(burst, level);
      at = now;
    },
  };
}
