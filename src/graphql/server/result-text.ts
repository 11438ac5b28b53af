import type { GraphQLFormattedError } from 'graphql';
import { maskErrors } from '../errors.ts';
import type { ErrorScope } from '../errors.ts';
import type { Executed } from '../execution/execute-operation.ts';

/** A result as it may leave. */
export interface ResultText {
  /** JSON. */
  readonly text: string;
  /** Masked; they are in the text. */
  readonly errors: readonly GraphQLFormattedError[];
}

const noErrors: readonly GraphQLFormattedError[] = [];

export function resultText({ data, errors }: Executed, scope: ErrorScope): ResultText {
  if (errors.length === 0) return { text: `{"data":${data}}`, errors: noErrors };
  const masked = maskErrors(errors, scope);
  return { text: `{"errors":${JSON.stringify(masked)},"data":${data}}`, errors: masked };
}

/** Of an operation that has no data. @param errors masked */
export function errorsText(errors: readonly GraphQLFormattedError[]): ResultText {
  return { text: JSON.stringify({ errors }), errors };
}
