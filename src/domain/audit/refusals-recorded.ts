import type { Clock } from '../../lib/clock.ts';

/** How many refusals are recorded in a minute: of one address, and of all. What is left out is counted, and nothing else. */
const [ofOneAddress, ofAll] = [5, 20];
const windowMs = 60_000;

/**
 * Which refusals of unknown callers are recorded: whoever is not known must not be able to fill the disk, and one address not to keep
 * the refusals of others out for long.
 */
export interface RefusalsRecorded {
  /** Takes a place for one more of this address; false: there is none in this minute. */
  take(address: string): boolean;
  /** Tells what the minute that is over has left out, now. */
  close(): void;
}

/** @param onLeftOut called behind each minute in which some were left out */
export function createRefusalsRecorded(clock: Clock, onLeftOut: (count: number) => void): RefusalsRecorded {
  let taken = 0;
  let leftOut = 0;
  /** At most as many as are recorded. */
  const byAddress = new Map<string, number>();
  let cancel: (() => void) | null = null;

  function end(): void {
    cancel?.();
    cancel = null;
    const count = leftOut;
    [taken, leftOut] = [0, 0];
    byAddress.clear();
    if (count > 0) onLeftOut(count);
  }

  return {
    take(address) {
      cancel ??= clock.after(windowMs, end);
      const before = byAddress.get(address) ?? 0;
      if (taken >= ofAll || before >= ofOneAddress) {
        leftOut += 1;
        return false;
      }
      taken += 1;
      byAddress.set(address, before + 1);
      return true;
    },
    close: end,
  };
}
