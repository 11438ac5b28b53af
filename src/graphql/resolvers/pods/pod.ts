import type { PodResolvers } from '../../__generated__/resolvers.ts';
import { given } from '../../given.ts';
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
  logs: async (pod, args, { logs, signal = neverAborted }) => ({
    ...(await logs.ofPod(pod, given(args), signal)),
    holders: [pod.cluster],
  }),
  freshness: ({ cluster }) => cluster.pods.freshness,
};

const neverAborted = new AbortController().signal;
