import type { EnvVarResolvers } from '../../__generated__/resolvers.ts';

export const EnvVar: EnvVarResolvers = {
  name: ({ variable }) => variable.name,
  value: ({ variable }) => variable.value,
  source: ({ variable: { source }, home }) =>
    source !== null && (source.kind === 'Secret' || source.kind === 'ConfigMap')
      ? {
          clusterId: home.cluster.id,
          apiVersion: 'v1',
          kind: source.kind,
          namespace: home.namespace,
          name: source.name,
        }
      : null,
  sourceKey: ({ variable }) => variable.sourceKey,
};
