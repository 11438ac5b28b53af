import type { Log } from '../lib/log.ts';
import { problem } from './operations/problems.ts';
import type { Problem } from './problem.ts';
import { OutcomeUnknown, RecordsUnavailable } from './records-unavailable.ts';

/** Refuses a mutation that the records cannot take now. `isRepeatable`: whether the same asked again cannot do it twice. */
export async function orUnavailable<T>(
  log: Log,
  isRepeatable: boolean,
  run: () => Promise<T>,
): Promise<T | { readonly problems: readonly [Problem] }> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof RecordsUnavailable)) throw error;
    log.error({ trouble: error.trouble, error: error.message }, 'the records cannot be used');
    return { problems: [error instanceof OutcomeUnknown ? notKnown(isRepeatable) : notRecorded()] };
  }
}

function notRecorded(): Problem {
  const message =
    'This cannot be recorded now, so nothing was done. Try again in a moment; the log says what is wrong.';
  return problem('UNAVAILABLE', message, { retryable: true });
}

function notKnown(isRepeatable: boolean): Problem {
  const next = isRepeatable
    ? 'Ask the same again, with the same idempotencyKey where you gave one: it is done once.'
    : 'Look whether it is there before you ask again, and send an idempotencyKey the next time.';
  const message = `The database did not answer in the end, so it is not known whether this was done. ${next}`;
  return problem('UNAVAILABLE', message, { retryable: isRepeatable });
}
