import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { AppFilter, AppInstance } from './fleet-model.ts';
import { compileSelector } from './label-selector.ts';
import type { AppKey } from './keys.ts';

/** A compiled AppFilter without its `health`, which costs more to tell. */
export interface CompiledAppFilter {
  readonly key: (key: AppKey) => boolean;
  /** One instance that fits makes the app fit; null where instances do not matter. */
  readonly instance: ((instance: AppInstance) => boolean) | null;
}

/** @throws ArgumentError INVALID for a selector that does not parse. */
export function compileAppFilter(filter: AppFilter): CompiledAppFilter {
  const tenants = oneOf(filter.tenants);
  const environments = oneOf(filter.environments);
  const names = oneOf(filter.names);
  const kinds = oneOf<string>(filter.kinds);
  const { namePrefix = '', image } = filter;
  const selector = filter.selector === undefined ? null : compileSelector(filter.selector);
  const inClusters = filter.clusters !== undefined || filter.clusterLabels !== undefined;
  const cluster = clusterCondition(filter);
  const fits = (instance: AppInstance) =>
    cluster(instance.cluster) &&
    (image === undefined ||
      instance.workload.template.containers.some((container) => container.image.includes(image))) &&
    (selector === null || selector(instance.workload.meta.labels));
  return {
    key: (key) =>
      tenants(key.tenant) &&
      environments(key.environment) &&
      names(key.name) &&
      kinds(key.kind) &&
      key.name.startsWith(namePrefix),
    instance: inClusters || image !== undefined || selector !== null ? fits : null,
  };
}

/** Whether a cluster is among those that a filter names or describes. */
export function clusterCondition(
  filter: Pick<AppFilter, 'clusters' | 'clusterLabels'>,
): (cluster: ClusterSource) => boolean {
  const named = oneOf(filter.clusters);
  const labels = filter.clusterLabels ?? [];
  return (cluster) =>
    named(cluster.name) &&
    labels.every(
      ({ key, value }) => Object.hasOwn(cluster.definition.labels, key) && cluster.definition.labels[key] === value,
    );
}

/** An absent condition holds always; an empty list never. */
export function oneOf<T extends string>(wanted: readonly T[] | undefined): (value: T) => boolean {
  if (wanted === undefined) return () => true;
  const set = new Set(wanted);
  return (value) => set.has(value);
}
