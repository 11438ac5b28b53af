import { isWaitingFor } from '../approvals/may-decide.ts';
import type { Caller } from '../caller.ts';
import { keysetPage } from '../paging/keyset.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import type { Operation } from './operation.ts';

/**
 * A page of what waits for the caller to decide at `now` (milliseconds since the epoch), newest first. `waiting`: oldest first.
 * @throws ArgumentError INVALID for bad arguments and cursors.
 */
export function awaitingPage(
  waiting: readonly Operation[],
  caller: Caller,
  page: PageArguments,
  now: number,
): Page<Operation> {
  const items = waiting.filter((operation) => isWaitingFor(operation, caller, now));
  return keysetPage({ scope: 'awaiting-approval', items, key: keyOf, descending: true }, page);
}

/** In the order of the times, as long as these have no more digits. */
function keyOf({ createdAt, id }: Operation): string {
  return `${String(createdAt).padStart(15, '0')} ${id}`;
}
