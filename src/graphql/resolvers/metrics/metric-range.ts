import { lastOf } from '../../../domain/metrics/time-grid.ts';
import type { MetricRangeResolvers } from '../../__generated__/resolvers.ts';

/** Of how many series a metric turns out to have nobody can know before. */
const pointsPerItem = 20;

export const MetricRange: MetricRangeResolvers = {
  from: ({ grid }) => grid.first,
  to: ({ grid }) => lastOf(grid),
  step: ({ grid }) => grid.step / 1_000,
  series: ({ series }, _args, { items }) => {
    items.add(Math.ceil(series.reduce((sum, { points }) => sum + points.length, 0) / pointsPerItem));
    return series;
  },
};
