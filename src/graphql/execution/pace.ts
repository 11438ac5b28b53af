import { createTurns } from '../../lib/turns.ts';
import type { Slice } from '../../lib/turns.ts';

/** How a run gives way to others. */
export interface Pace {
  /** Asked before each item of a list. Undefined while the run may go on; else a promise of when it may. */
  rest(): Promise<void> | undefined;
  /** From now on it does not give way, until `release`: what is to be kept has to be of one moment. May be called within itself. */
  hold(): void;
  release(): void;
}

/** Answers of so many items show one moment: a page of apps with a certain health has none that has another one by now. */
const itemsOfOneMoment = 128;
/** Between two looks at the clock: some 0.5 ms of large items. */
const itemsPerLook = 16;
/** Of their own. Most queries are over before they would give way. */
const turns = createTurns();
/**
 * Queries that rest at once. Where more are asked for than there is time, further ones are answered in one go, so that nobody's wait for others', and
 * those that nobody waits for any more are few.
 */
const mostResting = 4;
let restingNow = 0;

/** In turns with other queries, for as long as the event loop's round has time. */
export class PaceInTurns implements Pace {
  #items = 0;
  #itemsAtLook = itemsOfOneMoment;
  #holds = 0;
  #slice: Slice | null = null;
  /** All lists of a query rest together: one that went on where a list in it rests would not rest at all. */
  #resting: Promise<void> | null = null;

  rest(): Promise<void> | undefined {
    this.#items += 1;
    if (this.#holds > 0) return undefined;
    if (this.#resting !== null) return this.#resting;
    if (this.#items < this.#itemsAtLook + itemsPerLook || restingNow >= mostResting) return undefined;
    this.#itemsAtLook = this.#items;
    this.#slice ??= turns.begin();
    const rest = this.#slice.rest();
    if (rest === undefined) return undefined;
    restingNow += 1;
    this.#resting = rest.then(() => {
      restingNow -= 1;
      this.#resting = null;
    });
    return this.#resting;
  }

  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
  }
}
