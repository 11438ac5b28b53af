import type { ResourceQuota } from '../objects/other-kinds.ts';
import type { Pod, PodSpec } from '../objects/pod.ts';
import { canonicalQuantity, parseQuantity } from '../objects/quantity.ts';
import type { ObjectStore } from '../store/object-store.ts';

/** Why one more pod does not fit into the quotas of its namespace, in the words of the API server; undefined where it does. */
export function quotaRefusal(
  store: ObjectStore,
  pod: { readonly name: string; readonly namespace: string; readonly spec: PodSpec },
): string | undefined {
  const quotas = store.list('resourcequotas', pod.namespace);
  if (quotas.length === 0) return undefined;
  const pods = store.list('pods', pod.namespace);
  for (const quota of quotas) {
    const exceeded = Object.keys(quota.spec.hard).filter((name) => {
      const wanted = amount(pod.spec, name);
      return wanted > 0 && used(pods, name) + wanted > (parseQuantity(quota.spec.hard[name] ?? '0') ?? 0);
    });
    if (exceeded.length > 0) {
      const said = (value: (name: string) => string): string =>
        exceeded.map((name) => `${name}=${value(name)}`).join(',');
      const requested = said((name) => written(amount(pod.spec, name), name));
      const inUse = said((name) => written(used(pods, name), name));
      const limited = said((name) => canonicalQuantity(quota.spec.hard[name] ?? '0'));
      const why = `exceeded quota: ${quota.metadata.name}, requested: ${requested}, used: ${inUse}, limited: ${limited}`;
      return `pods "${pod.name}" is forbidden: ${why}`;
    }
  }
  return undefined;
}

/** Brings a quota's `used` up to date. */
export function countQuota(store: ObjectStore, quota: ResourceQuota): void {
  const pods = store.list('pods', quota.metadata.namespace);
  const { hard } = quota.spec;
  const usage = Object.fromEntries(Object.keys(hard).map((name) => [name, written(used(pods, name), name)]));
  store.update('resourcequotas', { ...quota, status: { hard, used: usage } });
}

function used(pods: readonly Pod[], name: string): number {
  return pods
    .filter((pod) => pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed')
    .reduce((sum, pod) => sum + amount(pod.spec, name), 0);
}

/** What a pod takes of `pods`, `requests.cpu`, `limits.memory` and the like. */
export function amount(spec: PodSpec, name: string): number {
  if (name === 'pods' || name === 'count/pods') return 1;
  const [list = '', resource = ''] = name.includes('.') ? name.split('.') : ['requests', name];
  if (list !== 'requests' && list !== 'limits') return 0;
  return spec.containers.reduce(
    (sum, container) => sum + (parseQuantity(container.resources?.[list]?.[resource] ?? '0') ?? 0),
    0,
  );
}

function written(value: number, name: string): string {
  if (name.endsWith('memory')) return canonicalQuantity(`${Math.round(value / 1024)}Ki`);
  return canonicalQuantity(`${Math.round(value * 1000)}m`);
}
