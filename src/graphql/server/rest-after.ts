import { processRound } from '../../lib/round.ts';
import type { Round } from '../../lib/round.ts';

/** What takes so long of a round is worth that the rest of a request waits for the next one; a known document takes microseconds. */
const longMs = 1;

/**
 * Undefined where a request may go on, whose document was begun to be read then; else a promise of the next round: to read a document that nobody
 * has asked before makes hundreds of kilobytes of garbage, which while V8 marks is a round's worth of time.
 * @param begin milliseconds, by the round's clock
 */
export function restAfter(begin: number, round: Round = processRound): Promise<void> | undefined {
  return round.isSpent && round.now() - begin >= longMs ? round.next() : undefined;
}
