import type { Turns } from './turns.ts';

/** Does the work, which is yielded after each small step of it, without stopping the event loop for long. Rejects with what a step throws. */
export async function inTurns(turns: Turns, steps: Iterator<void, void>): Promise<void> {
  const slice = turns.begin();
  do {
    const rest = slice.rest();
    if (rest !== undefined) await rest;
  } while (steps.next().done !== true);
}
