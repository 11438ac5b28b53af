import { inSpan, isTracing } from '../../lib/tracing.ts';
import type { RequestInfo } from './edge.ts';
import type { PreparedOperation } from './prepare.ts';

/** What is told of an operation while it is served. */
export interface OperationSpan {
  /** It may run. */
  prepared(operation: PreparedOperation): void;
  /** `ok`, or the code of its first error. */
  ended(outcome: string): void;
}

const untold: OperationSpan = { prepared() {}, ended() {} };

/**
 * Serves an operation as a span, which tells its name and cost, never its text or its variables. Of a subscription the start.
 * Names: https://opentelemetry.io/docs/specs/semconv/graphql/graphql-spans/
 */
export function tracedOperation<T>(info: RequestInfo, serve: (span: OperationSpan) => T): T {
  if (!isTracing()) return serve(untold);
  const attributes = { 'tenantry.transport': info.transport, 'tenantry.request.id': info.requestId };
  return inSpan({ name: 'refused', attributes }, (span) =>
    serve({
      prepared({ operation, cost }) {
        span.rename(operation.operation);
        span.set({
          'graphql.operation.type': operation.operation,
          ...(operation.name && { 'graphql.operation.name': operation.name.value }),
          'tenantry.operation.cost': cost,
        });
      },
      ended(outcome) {
        span.set({ 'tenantry.outcome': outcome });
        if (outcome !== 'ok') span.failed(outcome);
      },
    }),
  );
}
