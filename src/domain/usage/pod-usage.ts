import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { PodUsage } from '../clusters/cluster-usage.ts';
import type { Pod } from '../workloads/pod.ts';
import type { Resources } from '../workloads/pod-template.ts';

/** Whether the pod has not ended: what has uses nothing, and no machine is reserved for it. */
export function isAlive({ phase }: Pod): boolean {
  return phase !== 'SUCCEEDED' && phase !== 'FAILED';
}

/** What was measured of this very pod: a sample of one that had the name before it does not count. */
export function sampleOf(cluster: ClusterSource, { meta }: Pod): PodUsage | undefined {
  const sample = cluster.usage.pods.find(meta.namespace, meta.name);
  return sample === undefined || sample.at < meta.createdAt ? undefined : sample;
}

/**
 * What the scheduler reserves for a pod: the sum of its containers, or one init container alone where that asks for more.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 */
export function podRequests(pod: Pod): Resources {
  return { cpu: podAmount(pod, 'requests', 'cpu'), memory: podAmount(pod, 'requests', 'memory') };
}

/** What a pod may use; null where a container has no limit. */
export function podLimits(pod: Pod): Resources {
  return { cpu: podAmount(pod, 'limits', 'cpu'), memory: podAmount(pod, 'limits', 'memory') };
}

function podAmount({ containers }: Pod, part: 'requests' | 'limits', resource: keyof Resources): number | null {
  let sum: number | null = null;
  let most = 0;
  let unstated = false;
  for (const container of containers) {
    const amount = container[part]?.[resource] ?? null;
    if (container.init) most = Math.max(most, amount ?? 0);
    else if (amount === null) unstated = true;
    else sum = (sum ?? 0) + amount;
  }
  if (unstated && part === 'limits') return null;
  return sum === null && most === 0 ? null : Math.max(sum ?? 0, most);
}
