import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { execute, GraphQLError } from 'graphql';
import type { ExecuteOperation, Executed } from './execute-operation.ts';

/** Execution by graphql-js: the reference, and for what is not compiled. */
export function executeWithGraphqlJs(schema: GraphQLSchema): ExecuteOperation {
  return ({ document, operation, variables, context, root }) => {
    try {
      const result = execute({
        schema,
        document,
        operationName: operation.name?.value ?? null,
        variableValues: variables,
        rootValue: root,
        contextValue: context,
      });
      return result instanceof Promise ? result.then(asText).catch(failed) : asText(result);
    } catch (error) {
      return failed(error);
    }
  };
}

function asText({ data, errors = [] }: ExecutionResult): Executed {
  return { data: data ? JSON.stringify(data) : null, errors };
}

function failed(thrown: unknown): Executed {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    data: null,
    errors: [error instanceof GraphQLError ? error : new GraphQLError(error.message, { originalError: error })],
  };
}
