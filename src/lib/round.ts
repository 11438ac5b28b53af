/** One round of the event loop, as those see it who divide it among themselves. */
export interface Round {
  /** Another one for each round. */
  readonly id: number;
  /** Milliseconds from any moment on. */
  now(): number;
  /** Somebody begins to work who is not stopped by anything. */
  begin(): void;
  /** Until when somebody may work who begins now and is given so many milliseconds: less where others have worked in this round. */
  until(sliceMs: number): number;
  /** Whether its time is used up: who can wait for the next round does. */
  readonly isSpent: boolean;
  /** Resolves in the next round. */
  next(): Promise<void>;
}

/**
 * All who work in a round together have `allMs` milliseconds, counted from when the first of them begins: where each is bounded for itself, they
 * add up, and while garbage is collected, which stretches whatever makes objects, to a stall.
 * @param now milliseconds from any moment on
 * @param countRounds how many rounds there were. As libuv counts them, what sockets bring, immediates and timers are of one round; from one immediate to the
 * next there would be half of two, each with its own time.
 */
export function createRound(
  allMs = 8,
  now: () => number = () => performance.now(),
  countRounds: () => number = () => performance.nodeTiming.uvMetricsInfo.loopCount,
): Round {
  let round = -1;
  let begunAt = 0;

  function since(): number {
    const present = countRounds();
    if (present !== round) {
      round = present;
      begunAt = now();
    }
    return begunAt;
  }

  return {
    get id() {
      return countRounds();
    },
    now,
    begin: () => void since(),
    until(sliceMs) {
      const end = since() + allMs;
      return Math.min(now() + sliceMs, end);
    },
    get isSpent() {
      return countRounds() === round && now() >= begunAt + allMs;
    },
    next() {
      const present = countRounds();
      return new Promise((resolve) => {
        const look = (): void => {
          if (countRounds() === present) setImmediate(look);
          else resolve();
        };
        look();
      });
    },
  };
}

/** The rounds of this process. */
export const processRound: Round = createRound();
