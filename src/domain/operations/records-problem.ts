import type { Problem } from '../problem.ts';
import { OutcomeUnknown } from '../records-unavailable.ts';
import type { RecordsUnavailable } from '../records-unavailable.ts';
import { problem } from './problems.ts';

/** What is answered to a request that the records failed. `isKeyed`: whether asking again cannot do it twice. */
export function recordsProblem(error: RecordsUnavailable, isKeyed: boolean): Problem {
  if (!(error instanceof OutcomeUnknown)) {
    const message =
      'This cannot be recorded now, so nothing was started. Try again in a moment; the log says what is wrong.';
    return problem('UNAVAILABLE', message, { retryable: true });
  }
  const next = isKeyed
    ? 'Ask the same again, with the same idempotencyKey where you gave one: it is done once.'
    : 'Look whether it is there before you ask again, and send an idempotencyKey the next time.';
  const message = `The database did not answer in the end, so it is not known whether this was done. ${next}`;
  return problem('UNAVAILABLE', message, { retryable: isKeyed });
}
