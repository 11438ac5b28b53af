import { createSourceEventStream } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { EventSource } from '../../lib/event-source.ts';
import { maskErrors, maskThrown } from '../errors.ts';
import type { ErrorScope } from '../errors.ts';
import { errorsText } from './result-text.ts';
import type { ResultText } from './result-text.ts';
import { runOperation } from './run-operation.ts';
import type { RunOptions } from './run-operation.ts';

/** Results of a subscription, as JSON: pulled one by one, so that a slow reader slows its source and fills no memory. */
export type ResultStream = AsyncIterableIterator<string, undefined, undefined>;

export interface SubscriptionOptions extends RunOptions {
  readonly schema: GraphQLSchema;
  /** Called once when the results have ended, however. Not for an `EventSource`, which is for the caller to close. */
  readonly ended: () => void;
}

/**
 * Begins a subscription: one result where it is refused; its events where others can be told the same; else its results. Errors
 * come masked; it never rejects.
 */
export async function runSubscription(
  options: SubscriptionOptions,
): Promise<ResultText | ResultStream | EventSource<unknown>> {
  const { schema, prepared, scope, context, ended } = options;
  const { document, operationName, variables } = prepared;
  try {
    const contextValue = await context();
    const asked = { schema, document, operationName, variableValues: variables, contextValue };
    const source = await createSourceEventStream(asked);
    if (source instanceof EventSource) return source;
    if (!(Symbol.asyncIterator in source)) return errorsText(maskErrors(source.errors ?? [], scope));
    const perform = async (event: unknown): Promise<string> => {
      // Where there is none any more, the stream is over.
      const made = await context();
      return (await runOperation({ ...options, context: () => made }, event)).text;
    };
    return mapEvents(source[Symbol.asyncIterator](), perform, scope, ended);
  } catch (error) {
    return errorsText([maskThrown(error, scope)]);
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
  perform: (event: unknown) => Promise<string>,
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
        return { done: false, value: errorsText([maskThrown(error, scope)]).text };
      }
    },
    return: stopSource,
    throw: stopSource,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
