import { combineSeries, labelsKey } from './combine-series.ts';
import type { PartSeries } from './combine-series.ts';
import type { Combination, MetricDefinition } from './metric-definition.ts';
import { quantileOf } from './quantile.ts';
import type { SampledSeries } from './series-source.ts';
import type { TimeGrid } from './time-grid.ts';

/** An expression that a metric is computed from, and how a backend has to bring together what it yields. */
export interface Operand {
  readonly expression: string;
  readonly combine: Combination;
  readonly by: readonly string[];
}

const bound = 'le';

/** What has to be asked of every part. */
export function operandsOf({ computation, dimensions }: MetricDefinition): readonly Operand[] {
  switch (computation.type) {
    case 'COMBINED':
      return [{ expression: computation.query, combine: computation.combine, by: dimensions }];
    case 'RATIO':
      return [computation.numerator, computation.denominator].map((expression) => ({
        expression,
        combine: 'SUM',
        by: dimensions,
      }));
    case 'QUANTILE':
      return [{ expression: computation.buckets, combine: 'SUM', by: [...dimensions, bound] }];
  }
}

/**
 * The metric over all parts.
 * @param operands what the parts have of each operand, in the order of `operandsOf`
 */
export function computeMetric(
  { computation }: MetricDefinition,
  operands: readonly (readonly PartSeries[])[],
  grid: TimeGrid,
): readonly SampledSeries[] {
  const [first = [], second = []] = operands;
  switch (computation.type) {
    case 'COMBINED':
      return combineSeries(first, computation.combine, grid);
    case 'RATIO':
      return ratios(combineSeries(first, 'SUM', grid), combineSeries(second, 'SUM', grid));
    case 'QUANTILE':
      return quantiles(combineSeries(sharedBounds(first), 'SUM', grid), computation.of, grid);
  }
}

/** Where nothing was counted at all there is no ratio. */
function ratios(
  numerators: readonly SampledSeries[],
  denominators: readonly SampledSeries[],
): readonly SampledSeries[] {
  const byLabels = new Map(denominators.map((series) => [labelsKey(series.labels), series.values]));
  return numerators.flatMap(({ labels, values }) => {
    const below = byLabels.get(labelsKey(labels));
    if (below === undefined) return [];
    return [{ labels, values: values.map((value, index) => divided(value, below[index] ?? null)) }];
  });
}

function divided(value: number | null, by: number | null): number | null {
  return value === null || by === null || by === 0 ? null : value / by;
}

/** Cumulative counts can be added only for bounds that all have: where apps of two versions differ, the coarser ones are left. */
function sharedBounds(parts: readonly PartSeries[]): readonly PartSeries[] {
  const present = parts.filter(({ series }) => series.length > 0);
  const bounds = present.map(({ series }) => new Set(series.map(boundOf)));
  const shared = (one: SampledSeries) => bounds.every((known) => known.has(boundOf(one)));
  // Two spellings of one bound (1 and 1.0) are one label more of the other part, and add up.
  return present.map(({ series, notBefore }) => ({ series: series.filter(shared), notBefore }));
}

function boundOf({ labels }: SampledSeries): number {
  const text = labels.get(bound) ?? '';
  return text === '+Inf' ? Infinity : text === '' ? NaN : Number(text);
}

function quantiles(buckets: readonly SampledSeries[], q: number, { count }: TimeGrid): readonly SampledSeries[] {
  const histograms = new Map<
    string,
    { labels: Map<string, string>; members: Map<number, SampledSeries['values'][]> }
  >();
  for (const series of buckets) {
    const le = boundOf(series);
    if (Number.isNaN(le)) continue;
    const labels = new Map(series.labels);
    labels.delete(bound);
    const key = labelsKey(labels);
    const known = histograms.get(key) ?? { labels, members: new Map<number, SampledSeries['values'][]>() };
    known.members.set(le, [...(known.members.get(le) ?? []), series.values]);
    histograms.set(key, known);
  }
  return [...histograms.values()].map(({ labels, members }) => ({
    labels,
    values: Array.from({ length: count }, (_, index) => {
      const counts = [...members].map(([le, all]) => ({ le, counts: all.flatMap((values) => values[index] ?? []) }));
      // A bucket without a value is a hole in all of it.
      if (counts.some((bucket) => bucket.counts.length === 0)) return null;
      return quantileOf(
        q,
        counts.map((bucket) => ({ le: bucket.le, count: bucket.counts.reduce((a, b) => a + b, 0) })),
      );
    }),
  }));
}
