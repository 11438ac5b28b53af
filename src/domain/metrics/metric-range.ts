import type { Coverage } from '../fleet/fleet-model.ts';
import { labelsKey } from './combine-series.ts';
import type { MetricDefinition } from './metric-definition.ts';
import type { SampledSeries } from './series-source.ts';
import { lastOf } from './time-grid.ts';
import type { TimeGrid } from './time-grid.ts';

/** A metric over a while. */
export interface MetricRange {
  readonly metric: MetricDefinition;
  readonly grid: TimeGrid;
  /** The largest come first. */
  readonly series: readonly MetricSeries[];
  /** How many more there are, with smaller values. */
  readonly omittedSeries: number;
  readonly coverage: Coverage;
}

/** Values in the order of time, and the times without. Milliseconds since the epoch. */
export interface MetricSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly { readonly at: number; readonly value: number }[];
  /** From the first moment without a value to the last one. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

/** Series that one metric may be parted into. */
const mostSeries = 50;

/**
 * What is shown of a metric's series: those that have a value, the largest first, and not too many.
 * @param told labels of series that a reader has seen: they are shown before larger ones, and have a gap where they have no value
 */
export function shownSeries(
  all: readonly SampledSeries[],
  grid: TimeGrid,
  told: readonly SampledSeries['labels'][] = [],
): Pick<MetricRange, 'series' | 'omittedSeries'> {
  const known = new Map(told.map((labels) => [labelsKey(labels), labels]));
  const bySize = (a: Sized, b: Sized) => b.size - a.size;
  const measured = all.flatMap((series) => {
    const size = sizeOf(series);
    return size === null ? [] : { series, size, key: labelsKey(series.labels) };
  });
  const [seen, others] = [true, false].map((wanted) =>
    measured.filter(({ key }) => known.has(key) === wanted).sort(bySize),
  );
  const shown = [...(seen ?? []), ...(others ?? [])].slice(0, mostSeries).sort(bySize);
  for (const { key } of measured) known.delete(key);
  const values = Array.from({ length: grid.count }, () => null);
  const ended = [...known.values()].slice(0, mostSeries).map((labels) => ({ labels, values }));
  return {
    series: [...shown.map(({ series }) => series), ...ended].map((series) => pointsOf(series, grid)),
    omittedSeries: measured.length - shown.length,
  };
}

interface Sized {
  readonly series: SampledSeries;
  readonly size: number;
  readonly key: string;
}

function sizeOf({ values }: SampledSeries): number | null {
  return values.reduce((sum: number | null, value) => (value === null ? sum : (sum ?? 0) + value), null);
}

function pointsOf({ labels, values }: SampledSeries, grid: TimeGrid): MetricSeries {
  const points: { at: number; value: number }[] = [];
  const gaps: { from: number; to: number }[] = [];
  let missing: number | null = null;
  for (const [index, value] of values.entries()) {
    const at = grid.first + index * grid.step;
    if (value === null) {
      missing ??= at;
      continue;
    }
    if (missing !== null) gaps.push({ from: missing, to: at - grid.step });
    missing = null;
    points.push({ at, value });
  }
  if (missing !== null) gaps.push({ from: missing, to: lastOf(grid) });
  return { labels: Object.fromEntries(labels), points, gaps };
}
