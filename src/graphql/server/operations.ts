import type { FormattedExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { OperationTypeNode } from 'graphql';
import type { Admission, Admitted } from './admission.ts';
import { beforeDeadline, deadlineExceeded } from './deadline.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { EdgeOptions, RequestInfo } from './edge.ts';
import type { EdgeMetrics } from './edge-metrics.ts';
import type { Timeouts } from './limits.ts';
import type { GraphQLParameters } from './graphql-parameters.ts';
import type { Prepare, PreparedOperation } from './prepare.ts';
import { maskErrors, rejection } from '../errors.ts';
import { runOperation } from './run-operation.ts';
import type { ResultStream } from './run-operation.ts';
import { tracedOperation } from './traced-operation.ts';
import type { OperationSpan } from './traced-operation.ts';

/** What the transports share: one preparation, one masking, one count. */
export interface EdgeParts {
  readonly options: Pick<EdgeOptions, 'schema' | 'authenticate' | 'signOns' | 'contextFor'>;
  readonly prepare: Prepare;
  readonly admission: Admission;
  readonly timeouts: Pick<Timeouts, 'deadlineMs'>;
  readonly log: Log;
  readonly metrics: EdgeMetrics;
  readonly clock: Clock;
}

/** What a streaming transport sends: refused before it ran, one result, or many. */
export type Outcome =
  | { readonly refused: readonly GraphQLFormattedError[] }
  | { readonly prepared: PreparedOperation; readonly result: FormattedExecutionResult }
  | { readonly prepared: PreparedOperation; readonly results: ResultStream };

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
  const prepared = prepare(parameters);
  if (!prepared.ok) return refuse('refused', prepared.failure);
  span.prepared(prepared.value);
  metrics.costed(prepared.value.operation.operation, prepared.value.cost);
  const { operation } = prepared.value.operation;
  if (readOnly && operation === OperationTypeNode.MUTATION) return refuse(operation, [mutationNotByPost()]);
  const excess = admission.spend(info.session, prepared.value);
  if (excess) return refuse(operation, [excess]);
  let unsubscribed = (): void => {};
  const running = runOperation({
    schema: options.schema,
    prepared: prepared.value,
    scope,
    context: () => options.contextFor(info),
    ended() {
      unsubscribed();
      ended();
    },
  });
  const late = (): FormattedExecutionResult => ({
    errors: maskErrors([deadlineExceeded(operation, parts.timeouts.deadlineMs)], scope),
  });
  const result =
    operation === OperationTypeNode.SUBSCRIPTION
      ? await running
      : await beforeDeadline(clock, deadlineAt, running, late);
  const many = Symbol.asyncIterator in result;
  if (many) unsubscribed = metrics.subscribed(info.transport);
  else ended();
  const outcome = many ? 'ok' : outcomeOf(result.errors);
  told(operation, outcome);
  return many ? { prepared: prepared.value, results: result } : { prepared: prepared.value, result };
}

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
