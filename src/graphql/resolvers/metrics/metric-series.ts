import type { MetricSeriesResolvers } from '../../__generated__/resolvers.ts';
import { labelList } from '../../labels.ts';

export const MetricSeries: MetricSeriesResolvers = {
  labels: ({ labels }) => labelList(labels),
};
