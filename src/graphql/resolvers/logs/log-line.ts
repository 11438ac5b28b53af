import type { LogLineResolvers } from '../../__generated__/resolvers.ts';

export const LogLine: LogLineResolvers = {
  cluster: ({ run }) => run.cluster,
  namespace: ({ run }) => run.namespace,
  pod: ({ run }) => run.pod,
  container: ({ run }) => run.container,
  restart: ({ run }) => run.restart,
};
