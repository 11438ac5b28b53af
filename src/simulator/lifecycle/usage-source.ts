import type { ContainerUsage, UsageSource } from '../http/metrics-api.ts';
import type { HorizontalPodAutoscaler } from '../objects/other-kinds.ts';
import type { Container, Pod } from '../objects/pod.ts';
import { parseQuantity } from '../objects/quantity.ts';
import { fnv32 } from '../objects/random.ts';
import type { ObjectStore } from '../store/object-store.ts';

/** What containers without requests are taken to ask for: cores and bytes. */
const modest = { cpu: 0.05, memory: 64 * 2 ** 20 };
/** The rise and fall of a day, in minutes, so that whoever watches sees it. */
const periodMs = 600_000;
/** What a machine uses for itself, beside its pods. */
const ofMachine = { cpu: 0.12, memory: 600 * 2 ** 20 };

/** What pods use: a share of what they ask for, of each pod another, that comes and goes. The same for the same pod and time. */
export function createUsageSource(store: ObjectStore): UsageSource {
  /** An autoscaled pod uses what its autoscaler says that it reads. */
  function autoscalerOf(pod: Pod): HorizontalPodAutoscaler | undefined {
    const name = pod.metadata.labels?.['app.kubernetes.io/name'];
    return store
      .list('horizontalpodautoscalers', pod.metadata.namespace)
      .find(({ spec }) => spec.scaleTargetRef.name === name);
  }

  function shareOf(pod: Pod, container: string, resource: string): number {
    const read = resource === 'cpu' ? utilizationOf(autoscalerOf(pod)) : undefined;
    return read ?? 0.3 + 0.45 * chance(`${pod.metadata.uid} ${container} ${resource}`);
  }

  function use(pod: Pod, container: Container, resource: 'cpu' | 'memory', at: number): number {
    const { requests, limits } = container.resources ?? {};
    const asked = parseQuantity(requests?.[resource] ?? limits?.[resource] ?? '') ?? modest[resource];
    // Memory moves less than CPU does.
    const sway = resource === 'cpu' ? 0.2 : 0.03;
    const phase = 2 * Math.PI * (at / periodMs + chance(`${pod.metadata.uid} phase`));
    const amount = asked * shareOf(pod, container.name, resource) * (1 + sway * Math.sin(phase));
    return Math.min(amount, parseQuantity(limits?.[resource] ?? '') ?? amount);
  }

  function usageOf(pod: Pod, at: number, windowMs: number): readonly ContainerUsage[] | null {
    const statuses = pod.status.containerStatuses ?? [];
    const since = statuses.map(({ state }) => Date.parse(state.running?.startedAt ?? ''));
    // Two measurements are needed, and the real server tells nothing of a pod of which one container lacks them.
    if (pod.status.phase !== 'Running' || !since.every((start) => start <= at - windowMs)) return null;
    return pod.spec.containers.map((container) => ({
      name: container.name,
      cpu: use(pod, container, 'cpu', at),
      memory: use(pod, container, 'memory', at),
    }));
  }

  return {
    pod: usageOf,
    node(node, at, windowMs) {
      const own = { ...ofMachine };
      for (const pod of store.list('pods')) {
        if (pod.spec.nodeName !== node.metadata.name) continue;
        for (const { cpu, memory } of usageOf(pod, at, windowMs) ?? []) {
          own.cpu += cpu;
          own.memory += memory;
        }
      }
      return own;
    },
  };
}

function utilizationOf(autoscaler: HorizontalPodAutoscaler | undefined): number | undefined {
  const [metric] = (autoscaler?.status.currentMetrics ?? []) as readonly {
    readonly resource?: { readonly current?: { readonly averageUtilization?: number } };
  }[];
  const percent = metric?.resource?.current?.averageUtilization;
  return percent === undefined ? undefined : percent / 100;
}

function chance(text: string): number {
  return fnv32(text) / 2 ** 32;
}
