import type { ExecutionResult, FormattedExecutionResult, GraphQLSchema } from 'graphql';
import { createSourceEventStream, execute, OperationTypeNode } from 'graphql';
import { maskErrors, maskThrown } from '../errors.ts';
import type { ErrorScope } from '../errors.ts';
import type { PreparedOperation } from './prepare.ts';

/** Results of a subscription: pulled one by one, so that a slow reader slows its source and fills no memory. */
export type ResultStream = AsyncIterableIterator<FormattedExecutionResult, undefined, undefined>;

export interface RunOptions {
  readonly schema: GraphQLSchema;
  readonly prepared: PreparedOperation;
  readonly scope: ErrorScope;
  /** Makes the context of each execution anew. */
  readonly context: () => object | Promise<object>;
  /** Called once when a subscription has ended, however. */
  readonly ended: () => void;
}

/** Executes an operation for the transports that stream. Errors come masked; it never rejects. */
export async function runOperation(options: RunOptions): Promise<FormattedExecutionResult | ResultStream> {
  const { schema, prepared, scope, context, ended } = options;
  const { document, operationName, variables } = prepared;
  const perform = async (rootValue?: unknown): Promise<FormattedExecutionResult> =>
    masked(
      await execute({
        schema,
        document,
        operationName,
        variableValues: variables,
        rootValue,
        contextValue: await context(),
      }),
      scope,
    );
  try {
    if (prepared.operation.operation !== OperationTypeNode.SUBSCRIPTION) return await perform();
    const source = await createSourceEventStream({
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: await context(),
    });
    if (!(Symbol.asyncIterator in source)) return masked(source, scope);
    return mapEvents(source[Symbol.asyncIterator](), perform, scope, ended);
  } catch (error) {
    return { errors: [maskThrown(error, scope)] };
  }
}

function masked({ data, errors }: ExecutionResult, scope: ErrorScope): FormattedExecutionResult {
  return {
    ...(errors && errors.length > 0 ? { errors: maskErrors(errors, scope) } : {}),
    ...(data === undefined ? {} : { data }),
  };
}

/**
 * Results after which everyone else has a turn: a source that is always ready and a socket that takes everything would
 * otherwise go on within one turn of the event loop.
 */
const resultsPerTurn = 32;

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
