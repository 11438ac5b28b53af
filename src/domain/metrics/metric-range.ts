import type { Coverage } from '../fleet/fleet-model.ts';
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

/** What is shown of a metric's series: those that have a value, the largest first, and not too many. */
export function shownSeries(
  all: readonly SampledSeries[],
  grid: TimeGrid,
): Pick<MetricRange, 'series' | 'omittedSeries'> {
  const measured = all
    .map((series) => ({ series, size: sizeOf(series) }))
    .filter(({ size }) => size !== null)
    .sort((a, b) => (b.size ?? 0) - (a.size ?? 0));
  return {
    series: measured.slice(0, mostSeries).map(({ series }) => pointsOf(series, grid)),
    omittedSeries: Math.max(0, measured.length - mostSeries),
  };
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
