import type { Clock } from '../../lib/clock.ts';

/** A clock that first runs through the past as fast as it can, then goes on as the given clock. */
export interface WarmUpClock extends Clock {
  /** Runs what is due until this time, in order, without waiting. */
  advanceTo(time: number): void;
  /** From here on the time is that of the given clock. What is planned stays planned. */
  handOver(): void;
}

interface Planned {
  readonly due: number;
  readonly run: () => void;
  cancel: () => void;
}

export function createWarmUpClock(clock: Clock, start: number): WarmUpClock {
  const planned = new Set<Planned>();
  let time = start;
  let handedOver = false;

  function fire(entry: Planned): void {
    planned.delete(entry);
    entry.run();
  }

  return {
    now: () => (handedOver ? clock.now() : time),
    after(delayMs, run) {
      const entry: Planned = { due: (handedOver ? clock.now() : time) + Math.max(delayMs, 0), run, cancel: () => {} };
      planned.add(entry);
      if (handedOver) entry.cancel = clock.after(delayMs, () => fire(entry));
      return () => {
        planned.delete(entry);
        entry.cancel();
      };
    },
    advanceTo(end) {
      for (let next = earliest(planned); next !== undefined && next.due <= end; next = earliest(planned)) {
        time = Math.max(time, next.due);
        fire(next);
      }
      time = Math.max(time, end);
    },
    handOver() {
      handedOver = true;
      for (const entry of planned) entry.cancel = clock.after(Math.max(entry.due - time, 0), () => fire(entry));
    },
  };
}

/** The first that is due; of several at one time the one that was planned first. */
function earliest(planned: ReadonlySet<Planned>): Planned | undefined {
  let first: Planned | undefined;
  for (const entry of planned) if (first === undefined || entry.due < first.due) first = entry;
  return first;
}
