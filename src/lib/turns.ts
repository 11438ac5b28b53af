/** Hands out the event loop in slices, so that many busy streams together never stop it for long. */
export interface Turns {
  /** Starts a slice of work. */
  begin(): Slice;
}

export interface Slice {
  /** Undefined while there is time left in the slice; else a promise of the next slice, to be awaited. */
  rest(): Promise<void> | undefined;
}

/**
 * Turns of at most `sliceMs` milliseconds. Whoever used up a slice waits in one queue, of which one is let go at each round
 * of the event loop: with plain `setImmediate`, everyone who waits would run in the same round.
 */
export function createTurns(sliceMs = 4): Turns {
  const waiting: (() => void)[] = [];

  function next(): void {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  }

  function wait(): Promise<void> {
    return new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(next);
    });
  }

  return {
    begin() {
      let startedAt = performance.now();
      return {
        rest() {
          if (performance.now() - startedAt < sliceMs) return undefined;
          return wait().then(() => {
            startedAt = performance.now();
          });
        },
      };
    },
  };
}

/** The one queue of this process. */
export const processTurns: Turns = createTurns();
