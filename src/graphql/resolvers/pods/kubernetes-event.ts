import type { KubernetesEventResolvers } from '../../__generated__/resolvers.ts';

export const KubernetesEvent: KubernetesEventResolvers = {
  type: ({ event }) => event.type,
  reason: ({ event }) => event.reason,
  message: ({ event }) => event.message,
  count: ({ event }) => event.count,
  firstSeenAt: ({ event }) => event.firstSeenAt,
  lastSeenAt: ({ event }) => event.lastSeenAt,
  object: ({ cluster, event: { object } }) => ({
    clusterId: cluster.id,
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.namespace === '' ? null : object.namespace,
    name: object.name,
  }),
};
