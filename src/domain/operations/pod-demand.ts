import type { Json, JsonObject } from '../../lib/json.ts';
import { parseQuantity } from '../workloads/quantity.ts';
import { isJsonObject, valueAt } from './field-path.ts';

/** What one pod of a template takes of something that a quota counts; null where the template does not say. */
export type PodDemand = (resource: string) => number | null;

/**
 * As a ResourceQuota counts pods: `pods`, and of requests and limits what the containers take together, or an init container alone
 * where that is more. A container that says nothing may be given a default by a LimitRange, so that is not known.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 */
export function podDemand(workload: JsonObject): PodDemand {
  const spec = valueAt(workload, ['spec', 'template', 'spec']) ?? {};
  const containers = listOf(valueAt(spec, ['containers']));
  const inits = listOf(valueAt(spec, ['initContainers']));
  // A RuntimeClass adds its overhead to what is asked for.
  const hasMore = valueAt(spec, ['runtimeClassName']) !== undefined;
  return (name) => {
    if (name === 'pods' || name === 'count/pods') return 1;
    const [part, resource] = partOf(name);
    if (hasMore) return null;
    const own = valueAt(spec, ['resources']);
    const ofPod = own === undefined ? null : amountIn({ resources: own }, part, resource);
    if (ofPod !== null) return ofPod;
    const optional = resource !== 'cpu' && resource !== 'memory';
    const of = (container: Json) => amountIn(container, part, resource) ?? (optional ? 0 : null);
    // Those that go on beside the containers count with them; each of the others runs alone, beside those before it.
    let beside: number | null = 0;
    let most: number | null = 0;
    for (const init of inits) {
      const amount = of(init);
      most = larger(most, sum(beside, amount));
      if (valueAt(init, ['restartPolicy']) === 'Always') beside = sum(beside, amount);
    }
    return larger(most, containers.map(of).reduce(sum, beside));
  };
}

/** Whether a quota's name is about pods at all: `services` and `requests.storage` are not. */
export function isAboutPods(name: string): boolean {
  return (
    name === 'pods' ||
    name === 'count/pods' ||
    /^(?:(?:requests|limits)\.)?(?:cpu|memory|ephemeral-storage|hugepages-.+)$/.test(name) ||
    /^requests\.[^/]+\/.+/.test(name)
  );
}

function partOf(name: string): readonly ['requests' | 'limits', string] {
  if (name.startsWith('limits.')) return ['limits', name.slice('limits.'.length)];
  return ['requests', name.startsWith('requests.') ? name.slice('requests.'.length) : name];
}

/** What is asked for is what it may use at most, where only that is said. */
function amountIn(container: Json, part: 'requests' | 'limits', resource: string): number | null {
  const limit = valueAt(container, ['resources', 'limits', resource]);
  const said = part === 'limits' ? limit : (valueAt(container, ['resources', 'requests', resource]) ?? limit);
  return said === undefined ? null : parseQuantity(said);
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}
