import type { IncomingMessage } from 'node:http';
import { fail } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { rejection } from '../errors.ts';
import { readParameters, readSearchParameters } from './graphql-parameters.ts';
import type { GraphQLParameters } from './graphql-parameters.ts';
import type { Limits } from './limits.ts';
import { readJsonBody } from './read-body.ts';
import type { BodyFailure } from './read-body.ts';

/** The parameters of a GET or POST request, from its URL or its JSON body. */
export async function receiveParameters(
  request: IncomingMessage,
  search: string,
  limits: Limits,
): Promise<Result<GraphQLParameters, BodyFailure>> {
  if (request.method === 'GET') return malformed(readSearchParameters(new URLSearchParams(search)));
  const body = await readJsonBody(request, limits);
  return body.ok ? malformed(readParameters(body.value)) : body;
}

function malformed(parameters: Result<GraphQLParameters, string>): Result<GraphQLParameters, BodyFailure> {
  return parameters.ok ? parameters : fail({ status: 400, error: rejection('BAD_REQUEST', parameters.failure) });
}
