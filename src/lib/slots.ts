import type { Clock } from './clock.ts';

/** Bounds how much of something goes on at once. */
export interface Slots {
  /**
   * Waits for a slot, in order, but at most `maxWaitMs` milliseconds: then it is given beyond the bound, so that holders
   * that hang never keep others from their work. Answers how to give it back.
   */
  take(): Promise<() => void>;
}

/** `parent`: a slot of it is taken too, after one of this. */
export function createSlots(clock: Clock, count: number, maxWaitMs: number, parent?: Slots): Slots {
  let free = count;
  const waiting: (() => void)[] = [];

  function giveBack(): void {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }

  function wait(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(maxWaitMs, () => {
        waiting.splice(waiting.indexOf(granted), 1);
        free -= 1;
        resolve();
      });
      const granted = (): void => {
        cancel();
        resolve();
      };
      waiting.push(granted);
    });
  }

  return {
    async take() {
      if (free > 0) free -= 1;
      else await wait();
      const release = await parent?.take();
      let given = false;
      return () => {
        if (given) return;
        given = true;
        release?.();
        // A slot that was given beyond the bound is not handed on.
        if (free < 0) free += 1;
        else giveBack();
      };
    },
  };
}
