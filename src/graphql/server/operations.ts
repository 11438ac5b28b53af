import type { FormattedExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { OperationTypeNode } from 'graphql';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { EdgeOptions, RequestInfo } from './edge.ts';
import type { EdgeMetrics } from './edge-metrics.ts';
import type { GraphQLParameters } from './graphql-parameters.ts';
import type { Prepare, PreparedOperation } from './prepare.ts';
import { maskErrors, rejection } from '../errors.ts';
import { runOperation } from './run-operation.ts';
import type { ResultStream } from './run-operation.ts';

/** What the transports share: one preparation, one masking, one count. */
export interface EdgeParts {
  readonly options: Pick<EdgeOptions, 'schema' | 'authenticate' | 'contextFor'>;
  readonly prepare: Prepare;
  readonly log: Log;
  readonly metrics: EdgeMetrics;
  readonly clock: Clock;
}

/** What a streaming transport sends: refused before it ran, one result, or many. */
export type Outcome =
  | { readonly refused: readonly GraphQLFormattedError[] }
  | { readonly prepared: PreparedOperation; readonly result: FormattedExecutionResult }
  | { readonly prepared: PreparedOperation; readonly results: ResultStream };

/** Prepares and runs an operation for a streaming transport. `ended` is called once when nothing of it runs any more. */
export async function operate(
  parts: EdgeParts,
  parameters: GraphQLParameters,
  info: RequestInfo,
  ended: () => void,
  /** Whether the request came in a way that mutations may not: by GET, or over a WebSocket. */
  readOnly = false,
): Promise<Outcome> {
  const { options, prepare, log, metrics, clock } = parts;
  const scope = { requestId: info.requestId, log };
  const start = clock.now();
  const prepared = prepare(parameters);
  if (prepared.ok && readOnly && prepared.value.operation.operation === OperationTypeNode.MUTATION) {
    ended();
    return { refused: maskErrors([mutationNotByPost()], scope) };
  }
  if (!prepared.ok) {
    ended();
    const refused = maskErrors(prepared.failure, scope);
    metrics.operated(info.transport, 'refused', outcomeOf(refused), (clock.now() - start) / 1_000);
    return { refused };
  }
  const result = await runOperation({
    schema: options.schema,
    prepared: prepared.value,
    scope,
    context: () => options.contextFor(info),
    ended,
  });
  const many = Symbol.asyncIterator in result;
  if (!many) ended();
  const outcome = many ? 'ok' : outcomeOf(result.errors);
  const { operation } = prepared.value.operation;
  metrics.operated(info.transport, operation, outcome, (clock.now() - start) / 1_000);
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
