import type { PrometheusSource } from '../../domain/clusters/cluster-definition.ts';
import type { TimeGrid } from '../../domain/metrics/time-grid.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail } from '../../lib/result.ts';
import { untraced } from '../../lib/tracing.ts';
import { createRangeCalls } from './range-call.ts';
import type { RangeCalls } from './range-call.ts';

/** What costs a backend nothing. */
const cheapest = 'vector(1)';

/**
 * Range queries of one backend. When one has taken half of its deadline, the backend is asked something cheap over a connection of its
 * own: where that is answered, the query is what is late, and the backend is not away for the others.
 * @param deadlineMs as `createRangeCalls`
 */
export function createProbedCalls(source: PrometheusSource, clock: Clock, deadlineMs: number): RangeCalls {
  const calls = createRangeCalls(source, clock, deadlineMs);
  const probes = createRangeCalls(source, clock, deadlineMs / 2);
  let probing: Promise<boolean> | null = null;

  /** One for all who ask meanwhile. A refusal is an answer, too. */
  function probe({ first, step }: TimeGrid): Promise<boolean> {
    probing ??= untraced(() => probes.call(cheapest, { first, step, count: 1 }))
      .then((answer) => answer.ok || answer.failure.type === 'REFUSED')
      .finally(() => (probing = null));
    return probing;
  }

  /** A probe that others began earlier ends too early to say no for this call: then one that is begun later does. */
  async function isThere(grid: TimeGrid, isOver: () => boolean): Promise<boolean> {
    if (probing !== null && (await probing)) return true;
    return !isOver() && probe(grid);
  }

  return {
    async call(query, grid, signal) {
      let hasAnswered = false;
      let isOver = false;
      const cancel = clock.after(deadlineMs / 2, () => {
        void isThere(grid, () => isOver).then((is) => (hasAnswered ||= is));
      });
      const answer = await calls.call(query, grid, signal);
      isOver = true;
      cancel();
      if (answer.ok || answer.failure.type !== 'LATE' || hasAnswered) return answer;
      return fail({ ...answer.failure, type: 'AWAY' });
    },
    close: async () => void (await Promise.all([calls.close(), probes.close()])),
  };
}
