import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { OperationTypeNode } from 'graphql';
import type { Admission, Admitted } from './admission.ts';
import { beforeDeadline, deadlineExceeded } from './deadline.ts';
import type { Clock } from '../../lib/clock.ts';
import { EventSource } from '../../lib/event-source.ts';
import type { Log } from '../../lib/log.ts';
import { processRound } from '../../lib/round.ts';
import type { EdgeOptions, RequestInfo } from './edge.ts';
import type { EdgeMetrics } from './edge-metrics.ts';
import type { Timeouts } from './limits.ts';
import type { GraphQLParameters } from './graphql-parameters.ts';
import type { Prepare } from './prepare.ts';
import { maskErrors, rejection } from '../errors.ts';
import type { ExecuteOperation } from '../execution/execute-operation.ts';
import { restAfter } from './rest-after.ts';
import { errorsText } from './result-text.ts';
import type { ResultText } from './result-text.ts';
import { runOperation } from './run-operation.ts';
import { runSubscription } from './run-subscription.ts';
import type { ResultStream } from './run-subscription.ts';
import type { SharedStreams, Subscription } from './shared-streams.ts';
import { tracedOperation } from './traced-operation.ts';
import type { OperationSpan } from './traced-operation.ts';

/** What the transports share: one preparation, one masking, one count. */
export interface EdgeParts {
  readonly options: Pick<EdgeOptions, 'schema' | 'authenticate' | 'signOns' | 'contextFor'>;
  readonly prepare: Prepare;
  readonly execute: ExecuteOperation;
  readonly admission: Admission;
  readonly timeouts: Pick<Timeouts, 'deadlineMs'>;
  readonly log: Log;
  readonly metrics: EdgeMetrics;
  readonly clock: Clock;
  readonly streams: SharedStreams;
}

/** What a streaming transport sends: refused before it ran, one result, many, or those of a stream that others may read as well. */
export type Outcome =
  | { readonly refused: readonly GraphQLFormattedError[] }
  /** JSON. */
  | { readonly result: string }
  | { readonly results: ResultStream }
  | { readonly subscription: Subscription };

/**
 * Prepares and runs an operation for a streaming transport, whose turn it is until then. `ended` is called once when nothing
 * of it runs any more.
 */
export async function operate(
  parts: EdgeParts,
  parameters: GraphQLParameters,
  info: RequestInfo,
  admitted: Admitted,
  ended: () => void,
  /** Whether the request came in a way that mutations may not: by GET, or over a WebSocket. */
  readOnly = false,
): Promise<Outcome> {
  try {
    return await tracedOperation(info, (span) =>
      prepareAndRun(parts, parameters, info, { ...admitted, ended, readOnly, span }),
    );
  } finally {
    admitted.leave();
  }
}

async function prepareAndRun(
  parts: EdgeParts,
  parameters: GraphQLParameters,
  info: RequestInfo,
  {
    deadlineAt,
    ended,
    readOnly,
    span,
  }: Pick<Admitted, 'deadlineAt'> & {
    readonly ended: () => void;
    readonly readOnly: boolean;
    readonly span: OperationSpan;
  },
): Promise<Outcome> {
  const { options, prepare, admission, log, metrics, clock } = parts;
  const scope = { requestId: info.requestId, log };
  const start = clock.now();
  const told = (type: string, outcome: string): void => {
    metrics.operated(info.transport, type, outcome, (clock.now() - start) / 1_000);
    span.ended(outcome);
  };
  const refuse = (type: string, errors: readonly GraphQLError[]): Outcome => {
    ended();
    const refused = maskErrors(errors, scope);
    told(type, outcomeOf(refused));
    return { refused };
  };
  const begin = processRound.now();
  const prepared = prepare(parameters);
  if (!prepared.ok) return refuse('refused', prepared.failure);
  span.prepared(prepared.value);
  metrics.costed(prepared.value.operation.operation, prepared.value.cost);
  const { operation } = prepared.value.operation;
  if (readOnly && operation === OperationTypeNode.MUTATION) return refuse(operation, [mutationNotByPost()]);
  const excess = admission.spend(info.session, prepared.value);
  if (excess) return refuse(operation, [excess]);
  const rest = restAfter(begin);
  if (rest !== undefined) await rest;
  const { execute } = parts;
  const run = { execute, prepared: prepared.value, scope, context: () => options.contextFor(info) };
  if (operation === OperationTypeNode.SUBSCRIPTION) return subscribe();
  const late = (): ResultText =>
    errorsText(maskErrors([deadlineExceeded(operation, parts.timeouts.deadlineMs)], scope));
  const result = await beforeDeadline(clock, deadlineAt, runOperation(run), late);
  ended();
  told(operation, outcomeOf(result.errors));
  return { result: result.text };

  async function subscribe(): Promise<Outcome> {
    const { access } = info.session.caller;
    // Its own: a stream that others read as well outlives the one who began it.
    const life = new AbortController();
    const abort = (): void => life.abort(over);
    info.signal.addEventListener('abort', abort);
    if (info.signal.aborted) abort();
    const own = { ...info, signal: life.signal };
    const handOver = (): void => info.signal.removeEventListener('abort', abort);
    let isMany = false;
    const stopped = (): void => {
      handOver();
      abort();
      if (isMany) metrics.unsubscribed(info.transport);
      ended();
    };
    const begun = await runSubscription({
      ...run,
      schema: options.schema,
      context: () => options.contextFor(own),
      ended: stopped,
    });
    if (begun instanceof EventSource) {
      handOver();
      told(operation, 'ok');
      // Where that has changed meanwhile, nobody can tell what it was begun with.
      const seenWith = info.session.caller.access === access ? access : null;
      return { subscription: { prepared: run.prepared, source: begun, info: own, seenWith, ended: abort } };
    }
    if (Symbol.asyncIterator in begun) {
      metrics.subscribed(info.transport);
      isMany = true;
      told(operation, 'ok');
      return { results: begun };
    }
    stopped();
    told(operation, outcomeOf(begun.errors));
    return { result: begun.text };
  }
}

/** Made once: an abort without a reason makes an error with a stack, for every operation. */
const over = new Error('The operation is over.');

/** The refusal of a mutation that came by GET or over a WebSocket. */
export function mutationNotByPost(): GraphQLError {
  return rejection('METHOD_NOT_ALLOWED', 'Mutations are served by POST only, as content-type: application/json.');
}

/** `ok`, or the code of the first error. */
export function outcomeOf(errors: readonly GraphQLFormattedError[] | undefined): string {
  if (!errors || errors.length === 0) return 'ok';
  const code = errors[0]?.extensions?.['code'];
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
}
