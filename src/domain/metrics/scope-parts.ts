import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { App, AppInstance, Placement } from '../fleet/fleet-model.ts';
import type { TimeGrid } from './time-grid.ts';

/** The names that a controller gives its pods: what it calls all of them, then random characters or a number. */
export interface PodNames {
  readonly prefix: string;
  readonly suffix: 'RANDOM' | 'ORDINAL';
}

/** What is measured in one cluster, as far as it belongs to what was asked about. */
export interface ScopePart {
  readonly cluster: ClusterSource;
  /** Null: the whole cluster. Never empty, nor is a name in it: a matcher for nothing would match what has no namespace. */
  readonly namespaces: readonly string[] | null;
  /** Null: all pods there. Never empty. */
  readonly pods: readonly PodNames[] | null;
  /** Milliseconds since the epoch: what was measured in a namespace of this name before may have been somebody else's; null: it was not. */
  readonly notBefore: number | null;
}

/** Kubernetes cuts what stands before the random characters, k8s.io/apiserver/pkg/storage/names. */
const longestBase = 58;

/** The names of all pods that the workload has, or had as far as its ReplicaSets are kept. */
export function podNamesOf({ cluster, workload }: AppInstance): readonly PodNames[] {
  const { name, uid } = workload.meta;
  switch (workload.kind) {
    case 'STATEFUL_SET':
      return [{ prefix: `${name}-`, suffix: 'ORDINAL' }];
    case 'DAEMON_SET':
      return [generated(name)];
    case 'DEPLOYMENT':
      return cluster.replicaSets.ownedBy(uid).map(({ meta }) => generated(meta.name));
  }
}

function generated(controller: string): PodNames {
  return { prefix: `${controller}-`.slice(0, longestBase), suffix: 'RANDOM' };
}

/** A part for each instance that has, or had, pods. */
export function partsOfApp({ instances }: App): readonly ScopePart[] {
  return instances.flatMap((instance) => {
    const { namespace } = instance.workload.meta;
    const pods = podNamesOf(instance);
    if (pods.length === 0 || namespace === '') return [];
    return [
      { cluster: instance.cluster, namespaces: [namespace], pods, notBefore: bornAt(instance.cluster, namespace) },
    ];
  });
}

/** How far before a moment a backend looks for its value, beside the step: Prometheus' default. Milliseconds. */
const lookBackMs = 5 * 60_000;

/** From when on values are a namespace's own that was made at `notBefore`: earlier ones look back to before. Milliseconds since the epoch. */
export function ownFrom(notBefore: number, stepMs: number): number {
  return notBefore + lookBackMs + stepMs;
}

/**
 * One part for each cluster, and one more for each namespace of which not all of the grid is its own: before that, the name was
 * perhaps another's.
 */
export function partsOfPlacements(placements: readonly Placement[], { first, step }: TimeGrid): readonly ScopePart[] {
  const old = new Map<ClusterSource, string[]>();
  const young: ScopePart[] = [];
  for (const { cluster, namespace } of placements) {
    if (namespace === '') continue;
    const notBefore = bornAt(cluster, namespace);
    if (notBefore !== null && ownFrom(notBefore, step) > first) {
      young.push({ cluster, namespaces: [namespace], pods: null, notBefore });
    } else {
      const known = old.get(cluster);
      if (known === undefined) old.set(cluster, [namespace]);
      else known.push(namespace);
    }
  }
  return [...[...old].map(([cluster, namespaces]) => ({ cluster, namespaces, pods: null, notBefore: null })), ...young];
}

function bornAt(cluster: ClusterSource, namespace: string): number | null {
  if (cluster.definition.prometheus?.reusedNamespaces !== true) return null;
  return cluster.namespaces.find('', namespace)?.meta.createdAt ?? null;
}
