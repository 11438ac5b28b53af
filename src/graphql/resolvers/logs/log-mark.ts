import type { LogMarkResolvers } from '../../__generated__/resolvers.ts';

export const LogMark: LogMarkResolvers = {
  cluster: ({ run }) => run.cluster,
  pod: ({ run }) => run.pod,
  container: ({ run }) => run.container,
  restart: ({ run }) => run.restart,
};
