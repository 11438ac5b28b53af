import { GraphQLError } from 'graphql';
import type { Operation } from '../../domain/operations/operation.ts';
import { terminalStates } from '../../domain/operations/operation.ts';
import type { SeenOperations } from '../../domain/operations/seen-operations.ts';
import type { SubscriptionResolvers } from '../__generated__/resolvers.ts';
import { parseGlobalId } from '../ids.ts';
import { closeable } from './closeable.ts';
import { createLatest } from './latest.ts';

export const operation: NonNullable<SubscriptionResolvers['operation']> = {
  async subscribe(_root, { id }, { operations, signal }) {
    const named = parseGlobalId(id);
    // Asked before the stream begins, so that an id from nowhere is the answer to the subscription itself.
    if (named?.type !== 'Operation' || (await operations.get(named.id)) === null) {
      throw new GraphQLError('No operation has this id.', { extensions: { code: 'NOT_FOUND' } });
    }
    return closeable((closed) => statesOf(operations, named.id, closed), signal);
  },
  resolve: (state: Operation) => state,
};

/** The present state, then each new one until a terminal one; of several that a reader had no time for, the newest. */
async function* statesOf(operations: SeenOperations, id: string, signal: AbortSignal): AsyncGenerator<Operation> {
  const latest = createLatest<Operation>(signal);
  // Listening before reading: a change between the two is put on top of what was read.
  const stop = operations.onChange((changed) => {
    if (changed.id === id) latest.put(changed);
  });
  try {
    const present = await operations.get(id);
    let state = present !== null && isTerminal(present) ? present : latest.takeOr(present);
    while (state !== undefined) {
      yield state;
      if (isTerminal(state)) return;
      state = await latest.take();
    }
  } finally {
    stop();
  }
}

function isTerminal({ state }: Operation): boolean {
  return terminalStates.includes(state);
}
