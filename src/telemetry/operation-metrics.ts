import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { OpenOperations, OperationsObserver } from '../domain/operations/operations-observer.ts';

/** Counts operations for `GET /metrics`. Each registry takes one. `open`: how many are in each state now. */
export function createOperationMetrics(registry: Registry, open: () => OpenOperations): OperationsObserver {
  const registers = [registry];
  const ended = new Counter({
    name: 'tenantry_operations_ended_total',
    help: 'Operations that this gateway worked on to their end, by kind, end and the code of the problem (none: NONE).',
    labelNames: ['kind', 'state', 'problem'],
    registers,
  });
  const durations = new Histogram({
    name: 'tenantry_operation_duration_seconds',
    help: 'From the first write to the end, of operations that were begun, by kind and end.',
    labelNames: ['kind', 'state'],
    buckets: [1, 5, 15, 60, 300, 900, 3600],
    registers,
  });
  registry.registerMetric(
    new Gauge({
      name: 'tenantry_operations',
      help: 'Operations in each state that is no end, as far as this gateway knows: of all gateways on one database.',
      labelNames: ['state'],
      registers: [],
      collect() {
        for (const [state, count] of Object.entries(open())) this.set({ state }, count);
      },
    }),
  );
  return {
    ended({ kind, state, problem, startedAt, finishedAt }) {
      ended.inc({ kind, state, problem: problem?.code ?? 'NONE' });
      if (startedAt !== null && finishedAt !== null)
        durations.observe({ kind, state }, (finishedAt - startedAt) / 1_000);
    },
  };
}
