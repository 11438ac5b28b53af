import { GraphQLError } from 'graphql';
import type { ASTNode, GraphQLFormattedError, SourceLocation } from 'graphql';
import { ArgumentError } from '../domain/fleet/fleet.ts';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import type { Log } from '../lib/log.ts';
import { redact } from '../lib/redact.ts';
import { DocumentSource } from './document-source.ts';

/** Codes of the requests that the edge refuses before anything runs. */
export type RejectionCode =
  | 'BAD_REQUEST'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'BAD_USER_INPUT'
  | 'LIMIT_EXCEEDED'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'NOT_ACCEPTABLE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RATE_LIMITED'
  | 'DEADLINE_EXCEEDED'
  | 'UNAVAILABLE';

/** A refusal by the edge, in words for the caller. */
export function rejection(
  code: RejectionCode,
  message: string,
  details: { readonly nodes?: readonly ASTNode[]; readonly extensions?: Readonly<Record<string, unknown>> } = {},
): GraphQLError {
  return new GraphQLError(message, {
    nodes: details.nodes ?? null,
    extensions: { code, ...details.extensions },
  });
}

/** Whose errors they are: goes into the log line, and its id into the masked error. */
export interface ErrorScope {
  readonly requestId: string;
  readonly log: Log;
}

/**
 * What a caller may see of errors: refusals with their code, domain errors with theirs, and of everything else only that
 * something went wrong inside, with the request id under which the log has it.
 */
export function maskErrors(errors: readonly GraphQLError[], scope: ErrorScope): GraphQLFormattedError[] {
  return errors.map((error) => maskError(error, scope));
}

/** Like `maskErrors`, of anything that was thrown. */
export function maskThrown(thrown: unknown, scope: ErrorScope): GraphQLFormattedError {
  if (thrown instanceof GraphQLError) return maskError(thrown, scope);
  const cause = thrown instanceof Error ? thrown : new Error(`thrown: ${typeof thrown}`);
  return maskError(new GraphQLError(cause.message, { originalError: cause }), scope);
}

function maskError(error: GraphQLError, scope: ErrorScope): GraphQLFormattedError {
  const locations = locationsOf(error);
  const where = {
    ...(locations ? { locations } : {}),
    ...(error.path ? { path: error.path } : {}),
  };
  const cause = rootCause(error);
  if (cause instanceof ArgumentError) {
    const code = cause.code === 'INVALID' ? 'BAD_USER_INPUT' : cause.code;
    return { message: redact(cause.message), ...where, extensions: { code } };
  }
  if (cause instanceof RecordsUnavailable) {
    const { trouble, message } = cause;
    scope.log.error({ requestId: scope.requestId, trouble, error: message }, 'the records cannot be read');
    const words = 'What is recorded cannot be read now. Try again in a moment.';
    return { message: words, ...where, extensions: { code: 'UNAVAILABLE' } };
  }
  if (cause instanceof GraphQLError && isDeliberate(cause)) {
    return { message: cause.message, ...where, extensions: { ...cause.extensions } };
  }
  scope.log.error({ requestId: scope.requestId, path: error.path?.join('.'), ...describe(cause) }, 'Internal error');
  return {
    message: 'Internal error',
    ...where,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: scope.requestId },
  };
}

/** Places that are told of one error. */
const maximumLocations = 10;

function locationsOf({ source, positions, locations }: GraphQLError): readonly SourceLocation[] | undefined {
  if (!(source instanceof DocumentSource)) return locations;
  return positions?.slice(0, maximumLocations).map((position) => source.locate(position));
}

/** The error that was thrown first: graphql-js wraps it to add the path. */
function rootCause(error: GraphQLError): Error {
  let cause: Error = error;
  for (let depth = 0; depth < 10 && cause instanceof GraphQLError && cause.originalError; depth += 1) {
    cause = cause.originalError;
  }
  return cause;
}

/** Whether someone chose its words for the caller. graphql-js itself throws without a code, with values in the message. */
function isDeliberate(error: GraphQLError): boolean {
  const code = error.extensions['code'];
  return typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR';
}

/** Name, redacted message, and the frames without the message that V8 puts above them. */
function describe(error: Error): { error: string; message: string; stack: string[] } {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, message: redact(error.message), stack: frames.map((line) => line.trim()).slice(0, 20) };
}
