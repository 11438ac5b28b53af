import type { PodResolvers } from '../../__generated__/resolvers.ts';
import { podId } from '../../ids.ts';
import { usageOfPod } from '../usage/usage-of.ts';

export const Pod: PodResolvers = {
  id: ({ cluster, pod }) => podId(cluster.id, pod.meta.uid),
  name: ({ pod }) => pod.meta.name,
  namespace: ({ pod }) => pod.meta.namespace,
  nodeName: ({ pod }) => pod.nodeName,
  phase: ({ pod }) => pod.phase,
  ready: ({ pod }) => pod.ready,
  reason: ({ pod }) => pod.reason,
  message: ({ pod }) => pod.message,
  restarts: ({ pod }) => pod.restarts,
  createdAt: ({ pod }) => pod.meta.createdAt,
  containers: (of) => of.pod.containers.map((container) => ({ ...container, of })),
  usage: (pod) => usageOfPod(pod),
  freshness: ({ cluster }) => cluster.pods.freshness,
};
