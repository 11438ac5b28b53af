import type { EnvironmentKey } from '../fleet/keys.ts';
import type { OperationKind } from '../operations/operation.ts';
import { freezeState } from './freeze.ts';
import type { Freeze, FreezeScope } from './freeze.ts';

/** One cluster that an operation is to change something in. */
export interface FreezableCluster {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What is to be done, and where. */
export interface PlannedWhere {
  readonly environment: EnvironmentKey;
  readonly kind: OperationKind;
  readonly clusters: readonly FreezableCluster[];
}

export interface Frozen {
  /** Of those that forbid it, the one that ends last. */
  readonly freeze: Freeze;
  /** The clusters in which any freeze forbids it, in the order given; never empty. */
  readonly clusters: readonly FreezableCluster[];
}

/** Whether a freeze forbids the operation at `now` (milliseconds since the epoch); null: none does. */
export function frozenBy(freezes: readonly Freeze[], asked: PlannedWhere, now: number): Frozen | null {
  const clusters = new Set<FreezableCluster>();
  let last: Freeze | null = null;
  for (const freeze of freezes) {
    if (freezeState(freeze, now) !== 'ACTIVE' || !forbidsKind(freeze, asked.kind)) continue;
    const concerned = concernedClusters(freeze.scope, asked.environment, asked.clusters);
    if (concerned.length === 0) continue;
    for (const cluster of concerned) clusters.add(cluster);
    if (last === null || freeze.until > last.until) last = freeze;
  }
  if (last === null) return null;
  return { freeze: last, clusters: asked.clusters.filter((cluster) => clusters.has(cluster)) };
}

/** The clusters in which the environment lies within the scope. */
export function concernedClusters<T extends Pick<FreezableCluster, 'labels'>>(
  { tenants, environments, clusterLabels }: FreezeScope,
  { tenant, environment }: EnvironmentKey,
  clusters: readonly T[],
): readonly T[] {
  if (tenants.length > 0 && !tenants.includes(tenant)) return [];
  if (environments.length > 0 && !environments.includes(environment)) return [];
  return clusters.filter(({ labels }) => clusterLabels.every(({ key, value }) => labels[key] === value));
}

function forbidsKind({ scope, allowsRollbacks }: Freeze, kind: OperationKind): boolean {
  if (kind === 'ROLLBACK' && allowsRollbacks) return false;
  return scope.kinds.length === 0 || scope.kinds.includes(kind);
}
