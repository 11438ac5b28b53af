import type { Clock } from './clock.ts';

/** Bounds how much of something goes on at once. */
export interface Slots {
  /**
   * Waits for a slot, in order. Of a holder that was silent for `silentMs` milliseconds the slot is lent on, so that holders that
   * hang never keep others from their work.
   */
  take(): Promise<Slot>;
}

export interface Slot {
  /** It goes on: called at least as often as anything comes. */
  touch(): void;
  giveBack(): void;
}

/** `parent`: a slot of it is taken too, after one of this. */
export function createSlots(clock: Clock, count: number, silentMs: number, parent?: Slots): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  /** Those whose slot is not lent on: when each was heard of last. */
  const holders = new Map<Slot, number>();
  let looking = false;

  function serve(): void {
    while (free > 0) {
      const next = waiting.shift();
      if (next === undefined) return;
      free -= 1;
      next();
    }
  }

  /** While somebody waits: lends on what nothing is done with. */
  function look(): void {
    looking = false;
    for (const [holder, heardAt] of holders) {
      if (free >= waiting.length) break;
      if (clock.now() - heardAt < silentMs) continue;
      holders.delete(holder);
      free += 1;
    }
    serve();
    lookLater();
  }

  function lookLater(): void {
    if (looking || waiting.length === 0) return;
    const first = Math.min(...holders.values());
    if (first === Infinity) return;
    looking = true;
    clock.after(Math.max(0, first + silentMs - clock.now()), look);
  }

  return {
    async take() {
      if (free > 0 && waiting.length === 0) free -= 1;
      else {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          lookLater();
        });
      }
      const above = await parent?.take();
      const slot: Slot = {
        touch() {
          if (holders.has(slot)) holders.set(slot, clock.now());
          above?.touch();
        },
        giveBack() {
          if (holders.delete(slot)) {
            free += 1;
            serve();
          }
          above?.giveBack();
        },
      };
      holders.set(slot, clock.now());
      lookLater();
      return slot;
    },
  };
}
