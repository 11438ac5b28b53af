import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { ServerResponse } from 'node:http';
import type { AnswerType } from './accepted-type.ts';

/** Answers with JSON. */
export function respondJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  type: AnswerType = 'application/json',
): void {
  respondText(response, status, `${JSON.stringify(body)}\n`, type);
}

/** Answers with JSON that is written already. */
export function respondText(response: ServerResponse, status: number, text: string, type: AnswerType): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** Says when to come back, where an error does. */
export function retryAfter(response: ServerResponse, { extensions }: GraphQLError): void {
  const seconds = extensions['retryAfterSeconds'];
  if (typeof seconds === 'number') response.setHeader('retry-after', String(seconds));
}

/** The status of a refusal by a limit: whether the request is too large, or asks for too much. */
export function statusOfLimit({ extensions }: GraphQLError): 400 | 413 {
  return extensions['limit'] === 'documentBytes' || extensions['limit'] === 'textBytes' ? 413 : 400;
}

/** Answers with errors, in the form of a GraphQL result without data. */
export function respondErrors(
  response: ServerResponse,
  status: number,
  errors: readonly (GraphQLError | GraphQLFormattedError)[],
  type: AnswerType = 'application/json',
): void {
  respondJson(response, status, { errors }, type);
}
