import type { LogGapReason } from '../../../domain/logs/read-logs.ts';
import type { LogGapResolvers } from '../../__generated__/resolvers.ts';

const words: Readonly<Record<LogGapReason, string>> = {
  LIMITED: 'Only the newest part of its log was looked through. Narrow the question with since, pods or containers.',
  GONE: 'Its cluster has this log no more, or not yet.',
  TIMEOUT:
    'Its log did not come in time, and its newest lines may be missing. Ask again, for fewer containers or a shorter time.',
  UNREACHABLE: 'Its cluster cannot be reached. Ask again when coverage is complete.',
  UNAUTHORIZED: 'Its cluster does not let the gateway read logs. Ask its operators for the right to get pods/log.',
  UNAVAILABLE: 'Its cluster failed at reading the log. Ask again in a moment.',
};

export const LogGap: LogGapResolvers = {
  cluster: ({ run }) => run.cluster,
  pod: ({ run }) => run.pod,
  container: ({ run }) => run.container,
  message: ({ reason }) => words[reason],
};
