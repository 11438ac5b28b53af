import type { Caller } from '../../domain/caller.ts';
import type { Operation } from '../../domain/operations/operation.ts';
import type { SeenOperations } from '../../domain/operations/seen-operations.ts';
import type { SubscriptionResolvers } from '../__generated__/resolvers.ts';
import { closeable } from './closeable.ts';

export const approvalRequested: NonNullable<SubscriptionResolvers['approvalRequested']> = {
  subscribe: (_root, _args, { operations, caller, signal }) =>
    closeable((closed) => requestsTo(operations, caller, closed), signal),
  resolve: (waiting: Operation) => waiting,
};

const pageSize = 500;

/**
 * What waits for the caller, each operation once, oldest first. What a slow reader has not taken is kept by its id, and forgotten
 * where it waits no more: so it never is more than what waits.
 */
async function* requestsTo(operations: SeenOperations, caller: Caller, signal: AbortSignal): AsyncGenerator<Operation> {
  const untold = new Map<string, Operation>();
  const told = new Set<string>();
  let wake = (): void => {};
  const put = (operation: Operation) => {
    if (operations.isAwaiting(operation, caller)) {
      if (!told.has(operation.id)) untold.set(operation.id, operation);
    } else {
      untold.delete(operation.id);
      if (operation.state !== 'AWAITING_APPROVAL') told.delete(operation.id);
    }
    wake();
  };
  const present: Operation[] = [];
  // Listening before reading: nothing is missed between the two.
  const stop = operations.onChange(put);
  signal.addEventListener('abort', () => wake(), { once: true });
  try {
    let after: string | undefined;
    do {
      const page = await operations.awaiting(caller, { first: pageSize, ...(after !== undefined && { after }) });
      present.push(...page.edges.map(({ node }) => node));
      after = page.hasNextPage ? page.edges.at(-1)?.cursor : undefined;
    } while (after !== undefined);
    const newer = [...untold.values()];
    untold.clear();
    for (const operation of [...present.toReversed(), ...newer]) put(operation);
    while (!signal.aborted) {
      const [next] = untold.values();
      if (next === undefined) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      untold.delete(next.id);
      told.add(next.id);
      yield next;
    }
  } finally {
    stop();
  }
}
