import { labelsKey } from './combine-series.ts';
import type { MetricRange } from './metric-range.ts';
import type { SampledSeries } from './series-source.ts';

/** The series that a reader was told of and still shows: where one of them has no value any more, that is a gap and no silence. */
export interface ToldSeries {
  /** Of the metric of this name. */
  labels(metric: string): readonly SampledSeries['labels'][];
  /** Takes up what is told now. */
  tell(ranges: readonly MetricRange[]): void;
}

/** @param rangeMs how long a series is shown after its last value, in milliseconds */
export function createToldSeries(rangeMs: number): ToldSeries {
  const known = new Map<string, ReadonlyMap<string, Told>>();
  return {
    labels: (metric) => [...(known.get(metric)?.values() ?? [])].map(({ labels }) => labels),
    tell(ranges) {
      for (const { metric, grid, series } of ranges) {
        const before = known.get(metric.name);
        const end = grid.first + grid.count * grid.step;
        const now = series.flatMap(({ labels: own, points }) => {
          const labels = new Map(Object.entries(own));
          const key = labelsKey(labels);
          const lastAt = points.at(-1)?.at ?? before?.get(key)?.lastAt ?? 0;
          return lastAt > end - rangeMs ? [[key, { labels, lastAt }] as const] : [];
        });
        known.set(metric.name, new Map(now));
      }
    },
  };
}

interface Told {
  readonly labels: SampledSeries['labels'];
  /** When it last had a value, in milliseconds since the epoch. */
  readonly lastAt: number;
}
