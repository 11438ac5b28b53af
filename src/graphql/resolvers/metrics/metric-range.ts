import { lastOf } from '../../../domain/metrics/time-grid.ts';
import type { MetricRangeResolvers } from '../../__generated__/resolvers.ts';

export const MetricRange: MetricRangeResolvers = {
  from: ({ grid }) => grid.first,
  to: ({ grid }) => lastOf(grid),
  step: ({ grid }) => grid.step / 1_000,
};
