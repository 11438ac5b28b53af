import type { FormattedExecutionResult } from 'graphql';
import { createSourceEventStream, execute } from 'graphql';
import { EventSource } from '../../lib/event-source.ts';
import { maskThrown } from '../errors.ts';
import type { ErrorScope } from '../errors.ts';
import { masked } from './run-operation.ts';
import type { RunOptions } from './run-operation.ts';

/** Results of a subscription: pulled one by one, so that a slow reader slows its source and fills no memory. */
export type ResultStream = AsyncIterableIterator<FormattedExecutionResult, undefined, undefined>;

export interface SubscriptionOptions extends RunOptions {
  /** Called once when the results have ended, however. Not for an `EventSource`, which is for the caller to close. */
  readonly ended: () => void;
}

/**
 * Begins a subscription: one result where it is refused; its events where others can be told the same; else its results. Errors
 * come masked; it never rejects.
 */
export async function runSubscription(
  options: SubscriptionOptions,
): Promise<FormattedExecutionResult | ResultStream | EventSource<unknown>> {
  const { schema, prepared, scope, context, ended } = options;
  const { document, operationName, variables } = prepared;
  const asked = { schema, document, operationName, variableValues: variables };
  try {
    const source = await createSourceEventStream({ ...asked, contextValue: await context() });
    if (source instanceof EventSource) return source;
    if (!(Symbol.asyncIterator in source)) return masked(source, scope);
    const perform = async (rootValue: unknown): Promise<FormattedExecutionResult> =>
      masked(await execute({ ...asked, rootValue, contextValue: await context() }), scope);
    return mapEvents(source[Symbol.asyncIterator](), perform, scope, ended);
  } catch (error) {
    return { errors: [maskThrown(error, scope)] };
  }
}

/**
 * Results after which everyone else has a turn: a source that is always ready and a socket that takes everything would
 * otherwise go on within one turn of the event loop.
 */
export const resultsPerTurn = 32;

/**
 * Executes the operation on each event of the source. No generator, because `return` has to reach a source that is waiting
 * for its next event. A source that fails gives one last result with the masked error.
 */
function mapEvents(
  source: AsyncIterator<unknown>,
  perform: (event: unknown) => Promise<FormattedExecutionResult>,
  scope: ErrorScope,
  ended: () => void,
): ResultStream {
  let over = false;
  let results = 0;
  const end = (): IteratorReturnResult<undefined> => {
    if (!over) {
      over = true;
      ended();
    }
    return { done: true, value: undefined };
  };
  const stopSource = async (): Promise<IteratorReturnResult<undefined>> => {
    if (over) return end();
    const done = end();
    try {
      await source.return?.();
    } catch (error) {
      scope.log.debug({ requestId: scope.requestId, error: String(error) }, 'A subscription did not end cleanly');
    }
    return done;
  };
  return {
    async next() {
      if (over) return end();
      try {
        results += 1;
        if (results % resultsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
        const event = await source.next();
        if (over || event.done) return end();
        const value = await perform(event.value);
        return over ? end() : { done: false, value };
      } catch (error) {
        if (over) return end();
        void stopSource();
        return { done: false, value: { errors: [maskThrown(error, scope)] } };
      }
    },
    return: stopSource,
    throw: stopSource,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
