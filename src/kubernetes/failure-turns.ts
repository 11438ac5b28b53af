import { createTurns } from '../lib/turns.ts';
import type { Turns } from '../lib/turns.ts';

/**
 * In these turns whatever follows from a failure is done: all streams of a hundred clusters may break in one moment. They are none of those that
 * lists and watches take, so that no gap is told later for what others have to read.
 */
export const failureTurns: Turns = createTurns();
