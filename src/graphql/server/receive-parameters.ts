import type { GraphQLError } from 'graphql';
import type { IncomingMessage } from 'node:http';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { rejection } from '../errors.ts';
import { readParameters, readSearchParameters } from './graphql-parameters.ts';
import type { GraphQLParameters } from './graphql-parameters.ts';
import type { Limits } from './limits.ts';
import { readJsonBody } from './read-body.ts';
import type { BodyFailure } from './read-body.ts';

/** Parses what was received; where it is malformed, what to send instead. */
export type ParseParameters = () => Result<GraphQLParameters, GraphQLError>;

/** Receives the parameters of a GET or POST request, in its URL or its JSON body. Parsing megabytes takes time, and waits for a turn. */
export async function receiveParameters(
  request: IncomingMessage,
  search: string,
  limits: Limits,
): Promise<Result<ParseParameters, BodyFailure>> {
  if (request.method === 'GET') {
    return succeed(() => orMalformed(readSearchParameters(new URLSearchParams(search))));
  }
  const body = await readJsonBody(request, limits);
  if (!body.ok) return body;
  return succeed(() => parametersIn(body.value()));
}

/** The parameters of a POST request, in its body. */
export function parametersIn(json: Result<unknown, GraphQLError>): Result<GraphQLParameters, GraphQLError> {
  return json.ok ? orMalformed(readParameters(json.value)) : json;
}

function orMalformed(parameters: Result<GraphQLParameters, string>): Result<GraphQLParameters, GraphQLError> {
  return parameters.ok ? parameters : fail(rejection('BAD_REQUEST', parameters.failure));
}
