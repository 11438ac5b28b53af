import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Registry } from 'prom-client';
import type { Session } from '../../auth/session.ts';
import { inSpan } from '../../lib/tracing.ts';
import { maskThrown, rejection } from '../errors.ts';
import { acceptedType, names } from './accepted-type.ts';
import { admit } from './admit.ts';
import { allowForeignPage, answerPreflight } from './cross-origin.ts';
import { refuseForgeable } from './door.ts';
import type { Door } from './door.ts';
import type { Readiness, RequestInfo } from './edge.ts';
import type { EventStreams } from './event-streams.ts';
import type { GraphiQL } from './graphiql.ts';
import { answerNotAdmitted } from './http-answer.ts';
import { answerInTurn } from './http-graphql.ts';
import type { Limits } from './limits.ts';
import type { LoginRoutes } from './login-routes.ts';
import type { EdgeParts } from './operations.ts';
import type { BegunAnswer } from './plain-requests.ts';
import { respondHealth, respondMetrics, respondReadiness } from './probes.ts';
import { receiveParameters } from './receive-parameters.ts';
import type { ParseParameters } from './receive-parameters.ts';
import { respond, respondErrors } from './respond.ts';
import { requestIdOf } from './request-id.ts';
import { headersFor } from './security-headers.ts';

export interface RequestHandlerOptions {
  readonly parts: EdgeParts;
  readonly limits: Limits;
  readonly door: Door;
  readonly eventStreams: EventStreams;
  readonly graphiql: GraphiQL;
  readonly loginRoutes: LoginRoutes;
  /** Where a proxy with TLS serves this; null: there is none. */
  readonly publicUrl: string | null;
  readonly newId: () => string;
  readonly registry: Registry;
  readonly readiness: () => Readiness;
  readonly isDraining: () => boolean;
}

/** One request on its way to a route. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  /** With its question mark, or ''. */
  readonly search: string;
  readonly requestId: string;
}

/**
 * Serves every HTTP request: the door first, then its route. Never throws.
 * `begun`: what is answered to it already, from before Node's server was given its connection; null: nothing is.
 */
export function createRequestHandler(
  options: RequestHandlerOptions,
): (request: IncomingMessage, response: ServerResponse, begun: BegunAnswer | null) => void {
  const { parts, newId } = options;
  return (request, response, begun) => {
    const requestId = begun?.requestId ?? requestIdOf(request.headers['x-request-id'], newId);
    const url = request.url ?? '';
    const question = url.indexOf('?');
    const path = question < 0 ? url : url.slice(0, question);
    const search = question < 0 ? '' : url.slice(question);
    const exchange: Exchange = { request, response, path, search, requestId };
    const headers = headersFor(request, options.publicUrl);
    for (const name in headers) response.setHeader(name, headers[name] ?? '');
    response.setHeader('x-request-id', requestId);
    response.once('close', () => parts.metrics.answered(routeOf(path), response.statusCode));
    if (begun === null && options.isDraining()) response.setHeader('connection', 'close');
    const served = begun === null ? traced(exchange, options) : giveAnswer(exchange, begun);
    served.catch((error: unknown) => {
      // A client that went away in the middle of its request is nobody's fault.
      if (response.destroyed) return;
      respondErrors(response, 500, [maskThrown(error, { requestId, log: parts.log })]);
    });
  };
}

async function giveAnswer({ request, response }: Exchange, { answer, life }: BegunAnswer): Promise<void> {
  request.resume();
  response.once('close', () => life.end());
  const given = await answer;
  if (given !== null) respond(response, given);
}

/** Label of the metric: of bounded number. */
function routeOf(path: string): string {
  if (path.startsWith('/graphql/graphiql/')) return '/graphql/graphiql';
  if (path.startsWith('/auth/')) return '/auth';
  return ['/graphql', '/graphql/stream', '/healthz', '/readyz', '/metrics'].includes(path) ? path : 'other';
}

/** Operations are worth a span; probes and pages are not. */
function traced(exchange: Exchange, options: RequestHandlerOptions): Promise<void> {
  const { request, response, path, requestId } = exchange;
  if (path !== '/graphql' && path !== '/graphql/stream') return route(exchange, options);
  const method = request.method ?? '';
  const attributes = { 'http.request.method': method, 'http.route': path, 'tenantry.request.id': requestId };
  return inSpan({ name: `${method} ${path}`, kind: 'SERVER', from: request.headers, attributes }, async (span) => {
    await route(exchange, options);
    span.set({ 'http.response.status_code': response.statusCode });
  });
}

async function route(exchange: Exchange, options: RequestHandlerOptions): Promise<void> {
  const { request, response, path } = exchange;
  const refusal = options.door.refuse(request);
  if (refusal) {
    respondErrors(response, 403, [refusal]);
    return;
  }
  const foreign = options.door.foreignOrigin(request);
  if (foreign !== null) allowForeignPage(response, foreign);
  if (path === '/graphql') {
    if (request.method === 'OPTIONS' && foreign !== null) answerPreflight(response);
    else await serveGraphql(exchange, options);
  } else if (path === '/graphql/stream') {
    if (request.method === 'OPTIONS' && foreign !== null) answerPreflight(response);
    else await serveStream(exchange, options);
  } else if (options.graphiql.owns(path)) {
    if (allowMethods(exchange, ['GET'])) {
      await options.graphiql.file(path, request.headers['if-none-match'], response);
    }
  } else if (options.loginRoutes.methodOf(path) !== null) {
    if (allowMethods(exchange, [options.loginRoutes.methodOf(path) ?? ''])) {
      await options.loginRoutes.serve(request, response, path, exchange.search);
    }
  } else if (path === '/healthz') {
    if (allowMethods(exchange, ['GET', 'HEAD'])) respondHealth(response);
  } else if (path === '/readyz') {
    if (allowMethods(exchange, ['GET', 'HEAD'])) respondReadiness(response, options.readiness(), options.isDraining());
  } else if (path === '/metrics') {
    if (allowMethods(exchange, ['GET', 'HEAD'])) await respondMetrics(response, options.registry);
  } else {
    const message = 'Nothing is here. There are /graphql, /graphql/stream, /healthz, /readyz and /metrics.';
    respondErrors(response, 404, [rejection('NOT_FOUND', message)]);
  }
}

function allowMethods({ request, response }: Exchange, methods: readonly string[]): boolean {
  if (methods.includes(request.method ?? '')) return true;
  response.setHeader('allow', methods.join(', '));
  const message = `Use ${methods.join(' or ')} here.`;
  respondErrors(response, 405, [rejection('METHOD_NOT_ALLOWED', message)]);
  return false;
}

async function serveGraphql(exchange: Exchange, options: RequestHandlerOptions): Promise<void> {
  const { request, response } = exchange;
  if (request.method === 'GET' && names(request.headers.accept, 'text/html')) {
    options.graphiql.page(response, request.headers.host ?? '');
    return;
  }
  const admitted = admit(request, response, 'http', options.parts);
  const session = admitted instanceof Promise ? await admitted : admitted;
  if (session === null) return;
  if (!allowMethods(exchange, ['GET', 'POST'])) return;
  const answerType = acceptedType(request.headers.accept);
  if (answerType === null) {
    const message = 'Accept application/json or application/graphql-response+json.';
    respondErrors(response, 406, [rejection('NOT_ACCEPTABLE', message)]);
    return;
  }
  const parse = await receive(exchange, options.limits);
  if (parse === null) return;
  const answer = await answerInTurn(options.parts, {
    method: request.method === 'GET' ? 'GET' : 'POST',
    parse,
    answerType,
    info: infoOf(exchange, 'http', session),
    isGone: () => response.destroyed,
  });
  if (answer !== null) respond(response, answer);
}

async function serveStream(exchange: Exchange, options: RequestHandlerOptions): Promise<void> {
  const { request, response } = exchange;
  const admitted = admit(request, response, 'sse', options.parts);
  const session = admitted instanceof Promise ? await admitted : admitted;
  if (session === null) return;
  if (!allowMethods(exchange, ['GET', 'POST'])) return;
  if (!names(request.headers.accept, 'text/event-stream')) {
    respondErrors(response, 406, [rejection('NOT_ACCEPTABLE', 'Accept text/event-stream.')]);
    return;
  }
  if (options.isDraining()) {
    respondErrors(response, 503, [rejection('UNAVAILABLE', 'The server is going away. Connect again.')]);
    return;
  }
  const parse = await receive(exchange, options.limits);
  if (parse === null) return;
  const turn = await options.parts.admission.enter(session);
  if (turn instanceof GraphQLError) {
    respond(response, answerNotAdmitted(turn));
    return;
  }
  try {
    if (response.destroyed) return;
    const parameters = parse();
    if (!parameters.ok) respondErrors(response, 400, [parameters.failure]);
    else {
      const info = infoOf(exchange, 'sse', session);
      await options.eventStreams.serve(response, parameters.value, info, turn, request.method === 'GET');
    }
  } finally {
    turn.leave();
  }
}

/** Reads the request; null where it was refused. */
async function receive({ request, response, search }: Exchange, limits: Limits): Promise<ParseParameters | null> {
  const forged = request.method === 'GET' ? refuseForgeable(request) : null;
  if (forged) {
    respondErrors(response, 400, [forged]);
    return null;
  }
  const received = await receiveParameters(request, search, limits);
  if (received.ok) return received.value;
  // What is left of a body that is not wanted is not read to its end.
  if (!request.complete) response.setHeader('connection', 'close');
  respondErrors(response, received.failure.status, [received.failure.error]);
  return null;
}

/** Made once: an abort without a reason makes an error with a stack, for every request. */
const over = new Error('The request is over.');

function infoOf({ request, response, requestId }: Exchange, transport: 'http' | 'sse', session: Session): RequestInfo {
  const gone = new AbortController();
  response.once('close', () => gone.abort(over));
  return {
    requestId,
    transport,
    session,
    headers: request.headers,
    remoteAddress: request.socket.remoteAddress ?? null,
    signal: gone.signal,
  };
}
