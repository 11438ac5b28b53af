import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { AnswerType } from './accepted-type.ts';

/** What a request over HTTP is answered, before it is put on a connection. */
export interface HttpAnswer {
  readonly status: number;
  readonly type: AnswerType;
  /** Beside those that every answer has; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
}

export const noHeaders: HttpAnswer['headers'] = Object.freeze({});

/** An answer of errors, in the form of a GraphQL result without data. */
export function answerErrors(
  status: number,
  errors: readonly (GraphQLError | GraphQLFormattedError)[],
  type: AnswerType = 'application/json',
  headers: HttpAnswer['headers'] = noHeaders,
): HttpAnswer {
  return { status, type, headers, body: `${JSON.stringify({ errors })}\n` };
}

/** The answer to a request that got no turn. */
export function answerNotAdmitted(error: GraphQLError): HttpAnswer {
  const status = error.extensions['code'] === 'RATE_LIMITED' ? 429 : 504;
  return answerErrors(status, [error], 'application/json', retryAfter(error));
}

/** Says when to come back, where an error does. */
export function retryAfter({ extensions }: GraphQLError): HttpAnswer['headers'] {
  const seconds = extensions['retryAfterSeconds'];
  return typeof seconds === 'number' ? { 'retry-after': String(seconds) } : noHeaders;
}
