import { maskThrown } from '../errors.ts';
import type { ErrorScope } from '../errors.ts';
import type { ExecuteOperation } from '../execution/execute-operation.ts';
import type { PreparedOperation } from './prepare.ts';
import { errorsText, resultText } from './result-text.ts';
import type { ResultText } from './result-text.ts';

export interface RunOptions {
  readonly execute: ExecuteOperation;
  readonly prepared: PreparedOperation;
  readonly scope: ErrorScope;
  /** Makes the context of each execution anew. */
  readonly context: () => object | Promise<object>;
}

/**
 * Executes a query, a mutation, or the answer to an event of a subscription, for the transports that stream. Errors come masked; it
 * never rejects.
 * @param root the event
 */
export async function runOperation(
  { execute, prepared, scope, context }: RunOptions,
  root?: unknown,
): Promise<ResultText> {
  try {
    return resultText(await execute({ ...prepared, context: await context(), root }), scope);
  } catch (error) {
    return errorsText([maskThrown(error, scope)]);
  }
}
