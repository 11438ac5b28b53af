import type { Clock } from '../../lib/clock.ts';
import { fail } from '../../lib/result.ts';
import type { Log } from '../../lib/log.ts';
import { untraced } from '../../lib/tracing.ts';
import type { SeriesOutcome, SeriesQuery, SeriesSource } from './series-source.ts';

/**
 * What all who watch series have in common: they are woken together, and what they ask then goes out together, each thing once,
 * however many ask for it. What somebody may ask for was decided before: nothing here depends on who asks.
 */
export interface MetricPolls {
  now(): number;
  /** Waits for a moment, in milliseconds since the epoch, or until the signal aborts. Whoever waits for the same is woken in the same turn. */
  until(moment: number, signal: AbortSignal): Promise<void>;
  /** What is asked in one turn is one fetch; what is asked while the same is under way is not asked again. Never rejects. */
  load(query: SeriesQuery): Promise<SeriesOutcome>;
}

interface Asked {
  readonly query: SeriesQuery;
  readonly outcome: PromiseWithResolvers<SeriesOutcome>;
}

export function createMetricPolls(series: SeriesSource, clock: Clock, log: Log): MetricPolls {
  const moments = new Map<number, { readonly waiting: Set<() => void>; readonly cancel: () => void }>();
  const underWay = new Map<string, Promise<SeriesOutcome>>();
  let asked: Asked[] = [];

  async function send(): Promise<void> {
    const batch = asked;
    asked = [];
    const outcomes = await untraced(() => series.fetch(batch.map(({ query }) => query))).catch((error: unknown) => {
      log.error({ error }, 'asking for series failed');
      return [];
    });
    for (const [index, { query, outcome }] of batch.entries()) {
      underWay.delete(keyOf(query));
      outcome.resolve(outcomes[index] ?? fail({ message: 'it was not asked', since: clock.now() }));
    }
  }

  function wake(moment: number): void {
    const known = moments.get(moment);
    moments.delete(moment);
    for (const go of known?.waiting ?? []) go();
  }

  return {
    now: () => clock.now(),
    async until(moment, signal) {
      if (signal.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const go = () => resolve();
      const known = moments.get(moment) ?? {
        waiting: new Set<() => void>(),
        cancel: clock.after(Math.max(0, moment - clock.now()), () => wake(moment)),
      };
      moments.set(moment, known);
      known.waiting.add(go);
      signal.addEventListener('abort', go, { once: true });
      await promise;
      signal.removeEventListener('abort', go);
      known.waiting.delete(go);
      if (known.waiting.size > 0 || moments.get(moment) !== known) return;
      known.cancel();
      moments.delete(moment);
    },
    load(query) {
      const key = keyOf(query);
      const same = underWay.get(key);
      if (same !== undefined) return same;
      const outcome = Promise.withResolvers<SeriesOutcome>();
      underWay.set(key, outcome.promise);
      asked.push({ query, outcome });
      // Behind everything that whoever was woken does before it first waits for an answer.
      if (asked.length === 1) setImmediate(() => void send());
      return outcome.promise;
    },
  };
}

function keyOf({ cluster, namespaces, pods, expression, combine, by, grid }: SeriesQuery): string {
  return JSON.stringify([cluster.id, namespaces, pods, expression, combine, by, grid]);
}
