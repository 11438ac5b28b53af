import type { AutoscalerResolvers } from '../../__generated__/resolvers.ts';

export const Autoscaler: AutoscalerResolvers = {
  name: ({ autoscaler }) => autoscaler.meta.name,
  min: ({ autoscaler }) => autoscaler.minReplicas,
  max: ({ autoscaler }) => autoscaler.maxReplicas,
  current: ({ autoscaler }) => autoscaler.currentReplicas,
  desired: ({ autoscaler }) => autoscaler.desiredReplicas,
  metrics: ({ autoscaler }) => autoscaler.metrics,
  conditions: ({ autoscaler }) => autoscaler.conditions,
  lastScaledAt: ({ autoscaler }) => autoscaler.lastScaledAt,
  object: ({ cluster, autoscaler: { meta } }) => ({
    clusterId: cluster.id,
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    namespace: meta.namespace,
    name: meta.name,
  }),
  freshness: ({ cluster }) => cluster.autoscalers.freshness,
};
