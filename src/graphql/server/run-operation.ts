import type { ExecutionResult, FormattedExecutionResult, GraphQLSchema } from 'graphql';
import { execute } from 'graphql';
import { maskErrors, maskThrown } from '../errors.ts';
import type { ErrorScope } from '../errors.ts';
import type { PreparedOperation } from './prepare.ts';

export interface RunOptions {
  readonly schema: GraphQLSchema;
  readonly prepared: PreparedOperation;
  readonly scope: ErrorScope;
  /** Makes the context of each execution anew. */
  readonly context: () => object | Promise<object>;
}

/** Executes a query or mutation for the transports that stream. Errors come masked; it never rejects. */
export async function runOperation(options: RunOptions): Promise<FormattedExecutionResult> {
  const { schema, prepared, scope, context } = options;
  const { document, operationName, variables } = prepared;
  try {
    const contextValue = await context();
    return masked(await execute({ schema, document, operationName, variableValues: variables, contextValue }), scope);
  } catch (error) {
    return { errors: [maskThrown(error, scope)] };
  }
}

/** A result as it may leave. */
export function masked({ data, errors }: ExecutionResult, scope: ErrorScope): FormattedExecutionResult {
  return {
    ...(errors && errors.length > 0 ? { errors: maskErrors(errors, scope) } : {}),
    ...(data === undefined ? {} : { data }),
  };
}
