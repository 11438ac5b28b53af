import type { Deployment, StatefulSet } from '../objects/workloads.ts';
import type { Reply } from './reply.ts';

/** GET of the scale subresource. */
export function scaleOf(workload: Deployment | StatefulSet): Reply {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = workload.metadata;
  const selector = Object.entries(workload.spec.selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return {
    code: 200,
    json: {
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
      spec: { replicas: workload.spec.replicas },
      status: { replicas: workload.status.replicas ?? 0, selector: selector.join(',') },
    },
  };
}
