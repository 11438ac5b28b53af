import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { ServerResponse } from 'node:http';
import type { AnswerType } from './accepted-type.ts';
import { answerErrors, noHeaders } from './http-answer.ts';
import type { HttpAnswer } from './http-answer.ts';

/** Answers with JSON. */
export function respondJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  type: AnswerType = 'application/json',
): void {
  respond(response, { status, type, headers: noHeaders, body: `${JSON.stringify(body)}\n` });
}

/** Puts an answer on a response. */
export function respond(response: ServerResponse, { status, type, headers, body }: HttpAnswer): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    ...headers,
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
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
  respond(response, answerErrors(status, errors, type));
}
