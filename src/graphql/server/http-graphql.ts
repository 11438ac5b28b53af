import { GraphQLError, OperationTypeNode } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { processRound } from '../../lib/round.ts';
import { maskErrors, maskThrown, rejection } from '../errors.ts';
import type { ErrorScope } from '../errors.ts';
import type { Executed } from '../execution/execute-operation.ts';
import type { AnswerType } from './accepted-type.ts';
import type { Admitted } from './admission.ts';
import { beforeDeadline, deadlineExceeded } from './deadline.ts';
import type { RequestInfo } from './edge.ts';
import type { GraphQLParameters } from './graphql-parameters.ts';
import { answerErrors, answerNotAdmitted, noHeaders, retryAfter } from './http-answer.ts';
import type { HttpAnswer } from './http-answer.ts';
import { mutationNotByPost, outcomeOf } from './operations.ts';
import type { EdgeParts } from './operations.ts';
import type { PreparedOperation } from './prepare.ts';
import { restAfter } from './rest-after.ts';
import type { ParseParameters } from './receive-parameters.ts';
import { statusOfLimit } from './respond.ts';
import { resultText } from './result-text.ts';
import { tracedOperation } from './traced-operation.ts';
import type { OperationSpan } from './traced-operation.ts';

/** A GraphQL request over HTTP that was received: its media type agreed on, and nothing of it parsed. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly parse: ParseParameters;
  readonly answerType: AnswerType;
  readonly info: RequestInfo;
  /** Whether nobody waits for the answer any more. */
  isGone(): boolean;
}

/** One that has its turn. */
interface HttpOperation {
  readonly request: HttpRequest;
  readonly parameters: GraphQLParameters;
  /** Milliseconds since the epoch. */
  readonly deadlineAt: number;
}

/**
 * Answers a query or a mutation over HTTP, prepared as on every transport: waits for its turn, and only then has it parsed and served.
 * No promise where nothing has to be waited for. Null: nobody waits for the answer.
 */
export function answerInTurn(parts: EdgeParts, request: HttpRequest): HttpAnswer | null | Promise<HttpAnswer | null> {
  const entering = parts.admission.enter(request.info.session);
  return entering instanceof Promise
    ? entering.then((admitted) => answerAdmitted(parts, request, admitted))
    : answerAdmitted(parts, request, entering);
}

function answerAdmitted(
  parts: EdgeParts,
  request: HttpRequest,
  admitted: Admitted | GraphQLError,
): HttpAnswer | null | Promise<HttpAnswer> {
  if (admitted instanceof GraphQLError) return answerNotAdmitted(admitted);
  let isPending = false;
  try {
    if (request.isGone()) return null;
    const parsed = request.parse();
    if (!parsed.ok) return answerErrors(400, [parsed.failure]);
    const operation = { request, parameters: parsed.value, deadlineAt: admitted.deadlineAt };
    const answer = tracedOperation(request.info, (span) => serve(parts, operation, span));
    if (!(answer instanceof Promise)) return answer;
    isPending = true;
    return answer.finally(() => admitted.leave());
  } finally {
    if (!isPending) admitted.leave();
  }
}

function serve(parts: EdgeParts, operation: HttpOperation, span: OperationSpan): HttpAnswer | Promise<HttpAnswer> {
  const { prepare, execute, log, metrics, clock } = parts;
  const { info, answerType } = operation.request;
  const scope = { requestId: info.requestId, log };
  const start = clock.now();
  const told = (type: string, outcome: string): void => {
    metrics.operated('http', type, outcome, (clock.now() - start) / 1_000);
    span.ended(outcome);
  };
  const refuse = (
    status: number,
    type: string,
    errors: readonly GraphQLFormattedError[],
    headers: HttpAnswer['headers'] = noHeaders,
  ): HttpAnswer => {
    told(type, outcomeOf(errors));
    return answerErrors(status, errors, answerType, headers);
  };

  const begin = processRound.now();
  const prepared = prepare(operation.parameters);
  if (!prepared.ok) {
    return refuse(statusOf(prepared.failure, answerType), 'refused', maskErrors(prepared.failure, scope));
  }
  span.prepared(prepared.value);
  const type = prepared.value.operation.operation;
  metrics.costed(type, prepared.value.cost);
  const unfit = unfitOverHttp(prepared.value, operation.request);
  if (unfit) {
    const headers = unfit.status === 405 ? { allow: 'POST' } : noHeaders;
    return refuse(unfit.status, type, maskErrors([unfit.error], scope), headers);
  }
  const excess = parts.admission.spend(info.session, prepared.value);
  if (excess) return refuse(429, type, maskErrors([excess], scope), retryAfter(excess));

  const withoutContext = (error: unknown): HttpAnswer => {
    const masked = maskThrown(error, scope);
    const code = masked.extensions?.['code'];
    if (code === 'UNAUTHENTICATED') return refuse(401, type, [masked], { 'www-authenticate': 'Bearer' });
    return refuse(code === 'UNAVAILABLE' ? 503 : 500, type, [masked]);
  };
  const ended = (result: Result | null): HttpAnswer => {
    if (result === null) {
      return refuse(504, type, maskErrors([deadlineExceeded(type, parts.timeouts.deadlineMs)], scope));
    }
    told(type, result.outcome);
    return { status: 200, type: answerType, headers: noHeaders, body: result.body };
  };
  const run = (context: object): HttpAnswer | Promise<HttpAnswer> => {
    const running = execute({ ...prepared.value, context });
    if (!(running instanceof Promise)) return ended(resultOf(running, scope));
    const late = running.then((executed) => resultOf(executed, scope));
    return beforeDeadline<Result | null>(clock, operation.deadlineAt, late, () => null).then(ended);
  };
  const runWithContext = (): HttpAnswer | Promise<HttpAnswer> => {
    let context: object | Promise<object>;
    try {
      context = parts.options.contextFor(info);
    } catch (error) {
      return withoutContext(error);
    }
    return context instanceof Promise ? context.then(run, withoutContext) : run(context);
  };
  const rest = restAfter(begin);
  return rest === undefined ? runWithContext() : rest.then(runWithContext);
}

/** What execution came to. */
interface Result {
  readonly body: string;
  /** `ok`, or the code of the first error. */
  readonly outcome: string;
}

function resultOf(executed: Executed, scope: ErrorScope): Result {
  const { text, errors } = resultText(executed, scope);
  return { body: `${text}\n`, outcome: outcomeOf(errors) };
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
  { method, info }: HttpRequest,
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
