import type { Combination } from './metric-definition.ts';
import { ownFrom } from './scope-parts.ts';
import type { SampledSeries } from './series-source.ts';
import type { TimeGrid } from './time-grid.ts';

/** What one part of the fleet has. */
export interface PartSeries {
  readonly series: readonly SampledSeries[];
  /** Milliseconds since the epoch: earlier values are not the part's own; null: all are. */
  readonly notBefore: number | null;
}

/**
 * The series of all parts as one for each combination of labels. Where one part's series has a hole, so has the whole: a sum without
 * it would be a dip that never was. Where it has not begun, or has ended, the others go on.
 */
export function combineSeries(
  parts: readonly PartSeries[],
  combine: Combination,
  grid: TimeGrid,
): readonly SampledSeries[] {
  const groups = new Map<string, { readonly labels: SampledSeries['labels']; readonly members: SampledSeries[] }>();
  for (const { series, notBefore } of parts) {
    for (const one of series) {
      const own = notBefore === null ? one : { ...one, values: since(one.values, notBefore, grid) };
      const key = labelsKey(one.labels);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { labels: one.labels, members: [own] });
      else group.members.push(own);
    }
  }
  return [...groups.values()].map(({ labels, members }) => ({ labels, values: together(members, combine, grid) }));
}

/** Names a combination of labels. */
export function labelsKey(labels: SampledSeries['labels']): string {
  return JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function since(values: SampledSeries['values'], notBefore: number, { first, step }: TimeGrid): SampledSeries['values'] {
  const begin = ownFrom(notBefore, step);
  return values.map((value, index) => (first + index * step < begin ? null : value));
}

function together(
  members: readonly SampledSeries[],
  combine: Combination,
  { count }: TimeGrid,
): readonly (number | null)[] {
  const extents = members.map(({ values }) => ({
    values,
    begin: values.findIndex((value) => value !== null),
    end: values.findLastIndex((value) => value !== null),
  }));
  return Array.from({ length: count }, (_, index) => {
    let result: number | null = null;
    for (const { values, begin, end } of extents) {
      if (begin === -1 || index < begin || index > end) continue;
      const value = values[index] ?? null;
      if (value === null) return null;
      result = result === null ? value : combinations[combine](result, value);
    }
    return result;
  });
}

const combinations: Readonly<Record<Combination, (a: number, b: number) => number>> = {
  SUM: (a, b) => a + b,
  MAX: Math.max,
  MIN: Math.min,
};
