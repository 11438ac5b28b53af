import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { OperationTypeNode } from 'graphql';
import type { ServerResponse } from 'node:http';
import { maskErrors, maskThrown, rejection } from '../errors.ts';
import type { ErrorScope } from '../errors.ts';
import type { ExecuteOperation, Executed } from '../execution/execute-operation.ts';
import type { AnswerType } from './accepted-type.ts';
import type { Admitted } from './admission.ts';
import type { Apollo, ApolloAnswer } from './apollo.ts';
import { beforeDeadline, deadlineExceeded } from './deadline.ts';
import type { RequestInfo } from './edge.ts';
import type { GraphQLParameters } from './graphql-parameters.ts';
import { mutationNotByPost, outcomeOf } from './operations.ts';
import type { EdgeParts } from './operations.ts';
import type { PreparedOperation } from './prepare.ts';
import { respondErrors, respondText, retryAfter, statusOfLimit } from './respond.ts';
import { tracedOperation } from './traced-operation.ts';
import type { OperationSpan } from './traced-operation.ts';

/** A GraphQL request over plain HTTP, its parameters read and its media type agreed on. */
export interface HttpOperation {
  readonly method: 'GET' | 'POST';
  readonly search: string;
  readonly parameters: GraphQLParameters;
  readonly answerType: AnswerType;
  readonly info: RequestInfo;
  readonly admitted: Admitted;
}

/** What executes operations over HTTP. */
export interface HttpExecution {
  /** Queries. */
  readonly execute: ExecuteOperation;
  /** Mutations. */
  readonly apollo: Apollo;
}

/** Serves queries and mutations over HTTP: prepared as on every transport. */
export function serveHttpOperation(
  parts: EdgeParts,
  execution: HttpExecution,
  response: ServerResponse,
  request: HttpOperation,
): Promise<void> {
  return tracedOperation(request.info, (span) => serve(parts, execution, response, request, span));
}

async function serve(
  parts: EdgeParts,
  execution: HttpExecution,
  response: ServerResponse,
  request: HttpOperation,
  span: OperationSpan,
): Promise<void> {
  const { prepare, log, metrics, clock } = parts;
  const { info, answerType } = request;
  const scope = { requestId: info.requestId, log };
  const start = clock.now();
  const told = (type: string, outcome: string): void => {
    metrics.operated('http', type, outcome, (clock.now() - start) / 1_000);
    span.ended(outcome);
  };
  const refuse = (status: number, type: string, errors: readonly GraphQLFormattedError[]): void => {
    told(type, outcomeOf(errors));
    respondErrors(response, status, errors, answerType);
  };

  const prepared = prepare(request.parameters);
  if (!prepared.ok) {
    refuse(statusOf(prepared.failure, answerType), 'refused', maskErrors(prepared.failure, scope));
    return;
  }
  span.prepared(prepared.value);
  metrics.costed(prepared.value.operation.operation, prepared.value.cost);
  const { operation } = prepared.value.operation;
  const unfit = unfitOverHttp(prepared.value, request);
  if (unfit) {
    if (unfit.status === 405) response.setHeader('allow', 'POST');
    refuse(unfit.status, operation, maskErrors([unfit.error], scope));
    return;
  }
  const excess = parts.admission.spend(info.session, prepared.value);
  if (excess) {
    retryAfter(response, excess);
    refuse(429, operation, maskErrors([excess], scope));
    return;
  }
  let context: object;
  try {
    const made = parts.options.contextFor(info);
    context = made instanceof Promise ? await made : made;
  } catch (error) {
    const masked = maskThrown(error, scope);
    const code = masked.extensions?.['code'];
    if (code === 'UNAUTHENTICATED') response.setHeader('www-authenticate', 'Bearer');
    refuse(code === 'UNAUTHENTICATED' ? 401 : code === 'UNAVAILABLE' ? 503 : 500, operation, [masked]);
    return;
  }
  const running = execute(execution, request, prepared.value, context, scope);
  const answer =
    running instanceof Promise
      ? await beforeDeadline<Answer | null>(clock, request.admitted.deadlineAt, running, () => null)
      : running;
  if (answer === null) {
    refuse(504, operation, maskErrors([deadlineExceeded(operation, parts.timeouts.deadlineMs)], scope));
    return;
  }
  told(operation, answer.outcome);
  respondText(response, answer.status, answer.body, answerType);
}

type Answer = Pick<ApolloAnswer, 'status' | 'body' | 'outcome'>;

/** Without a promise where none is needed. */
function execute(
  { execute, apollo }: HttpExecution,
  { method, info, answerType, search, parameters }: HttpOperation,
  prepared: PreparedOperation,
  context: object,
  scope: ErrorScope,
): Answer | Promise<Answer> {
  if (prepared.operation.operation === OperationTypeNode.QUERY) {
    const executed = execute({ ...prepared, context });
    return executed instanceof Promise ? executed.then((late) => answerOf(late, scope)) : answerOf(executed, scope);
  }
  return apollo.execute({
    requestId: info.requestId,
    method,
    headers: { ...singleHeaders(info.headers), accept: answerType },
    search,
    parameters,
    prepared,
    context,
  });
}

function answerOf({ data, errors }: Executed, scope: ErrorScope): Answer {
  if (errors.length === 0) return { status: 200, body: `{"data":${data}}\n`, outcome: 'ok' };
  const masked = maskErrors(errors, scope);
  return { status: 200, body: `{"errors":${JSON.stringify(masked)},"data":${data}}\n`, outcome: outcomeOf(masked) };
}

/**
 * GraphQL over HTTP, 6.4: what is well-formed but fails to parse, validate or coerce is 200 as application/json, and 400 as
 * application/graphql-response+json. A limit is ours, and 4xx in both.
 */
function statusOf(errors: readonly GraphQLError[], answerType: AnswerType): number {
  const [error] = errors;
  if (error?.extensions['code'] === 'LIMIT_EXCEEDED') return statusOfLimit(error);
  return answerType === 'application/json' ? 200 : 400;
}

function unfitOverHttp(
  { operation }: PreparedOperation,
  { method, info }: HttpOperation,
): { readonly status: 400 | 405 | 415; readonly error: GraphQLError } | null {
  if (method === 'GET' && !/^\s*(?:application\/json\s*(?:;.*)?)?$/i.test(String(info.headers['content-type'] ?? ''))) {
    const message = 'A GET request has no body: leave content-type out, or send application/json.';
    return { status: 415, error: rejection('UNSUPPORTED_MEDIA_TYPE', message) };
  }
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
    const message =
      'Subscriptions are served over WebSocket (graphql-ws) at /graphql, and over SSE at /graphql/stream.';
    return { status: 400, error: rejection('BAD_REQUEST', message) };
  }
  if (method === 'GET' && operation.operation === OperationTypeNode.MUTATION) {
    return { status: 405, error: mutationNotByPost() };
  }
  return null;
}

function singleHeaders(headers: RequestInfo['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
