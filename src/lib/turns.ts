import { processRound } from './round.ts';
import type { Round } from './round.ts';

/** Hands out the event loop in slices, so that many busy streams together never stop it for long. */
export interface Turns {
  /** Starts a piece of work of any length. */
  begin(): Slice;
}

/** One of those who take turns. */
export interface Slice {
  /** Asked before each step of the work. Undefined while it may go on; else a promise of its next turn, to be awaited. */
  rest(): Promise<void> | undefined;
}

const noTime = Number.NEGATIVE_INFINITY;
/** Of a slice, who gave way has so much in the next round, whatever others do: they may be there first each time. */
const leastShare = 0.5;

/**
 * In each round of the event loop all who take turns have `sliceMs` milliseconds together. Who comes while others wait, or when the time
 * is used up, waits in one queue. Those at its head go on in the next round, one after the other, until its time is used up. Where others have
 * used up all of a round, nobody does; but that is not so twice in a row.
 */
export function createTurns(sliceMs = 4, round: Round = processRound): Turns {
  const waiting: (() => void)[] = [];
  /** Whose turn it is: this one goes on while there is time, although others wait. */
  let current: Slice | null = null;
  /** Until when the time of the round lasts in which somebody worked last, or which was left to others. */
  let deadline = noTime;
  let slicedRound = -1;
  let gaveWay = false;
  /** Whether those who wait are looked at in the next round. */
  let isDue = false;

  function beLet(): void {
    if (isDue) return;
    isDue = true;
    void round.next().then(beginRound);
  }

  function beginRound(): void {
    isDue = false;
    if (waiting.length === 0) return;
    if (slicedRound === round.id || givesWay()) beLet();
    else {
      beginSlice();
      letGo();
    }
  }

  function beginSlice(): void {
    const least = gaveWay ? round.now() + leastShare * sliceMs : noTime;
    slicedRound = round.id;
    deadline = Math.max(round.until(sliceMs), least);
    current = null;
    gaveWay = false;
  }

  /** Whether this round is left to others. */
  function givesWay(): boolean {
    if (gaveWay || !round.isSpent) return false;
    gaveWay = true;
    slicedRound = round.id;
    deadline = noTime;
    return true;
  }

  function letGo(): void {
    waiting.shift()?.();
    // Whoever was let go works in microtasks: a tick that is asked for in one of them comes when all of them are done.
    queueMicrotask(() => process.nextTick(goOn));
  }

  function goOn(): void {
    if (waiting.length === 0) return;
    if (slicedRound === round.id && round.now() < deadline) letGo();
    else beLet();
  }

  function mayGoOn(slice: Slice): boolean {
    if (slicedRound !== round.id) {
      if (waiting.length > 0 || givesWay()) return false;
      beginSlice();
    } else if ((current !== slice && waiting.length > 0) || round.now() >= deadline) return false;
    current = slice;
    return true;
  }

  return {
    begin() {
      const slice: Slice = {
        rest() {
          if (mayGoOn(slice)) return undefined;
          beLet();
          return new Promise((resolve) => {
            waiting.push(() => {
              current = slice;
              resolve();
            });
          });
        },
      };
      return slice;
    },
  };
}

/** The one queue of this process. */
export const processTurns: Turns = createTurns();
