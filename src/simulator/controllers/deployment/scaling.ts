import type { Deployment, ReplicaSet } from '../../objects/workloads.ts';
import { controllerManager } from '../controller-context.ts';
import type { ControllerContext } from '../controller-context.ts';
import { scaledValue } from '../int-or-percent.ts';
import type { ReplicaSets } from './owned-replica-sets.ts';

const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas';
const maximumAnnotation = 'deployment.kubernetes.io/max-replicas';

/** The annotations by which a later look tells a scaling from a rollout. */
export function replicaAnnotations(desired: number, maximum: number): Readonly<Record<string, string>> {
  return { [desiredAnnotation]: String(desired), [maximumAnnotation]: String(maximum) };
}

/** How many replicas the Deployment wanted when this ReplicaSet was last scaled. */
export function desiredReplicas(set: ReplicaSet): number | undefined {
  const text = set.metadata.annotations?.[desiredAnnotation];
  return text === undefined ? undefined : Number(text);
}

function fenceposts(deployment: Deployment): { readonly surge: number; readonly unavailable: number } {
  const { replicas, strategy } = deployment.spec;
  if (strategy.type === 'Recreate') return { surge: 0, unavailable: 0 };
  const surge = scaledValue(strategy.rollingUpdate?.maxSurge ?? '25%', replicas, 'up');
  const unavailable = scaledValue(strategy.rollingUpdate?.maxUnavailable ?? '25%', replicas, 'down');
  // Both zero could never move.
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

export function maxSurge(deployment: Deployment): number {
  return fenceposts(deployment).surge;
}

export function maxUnavailable(deployment: Deployment): number {
  return Math.min(fenceposts(deployment).unavailable, deployment.spec.replicas);
}

export function sumReplicas(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + set.spec.replicas, 0);
}

/** How large the new ReplicaSet may be now, beside the old ones. */
export function newSetReplicas(deployment: Deployment, old: readonly ReplicaSet[], present: number): number {
  const { replicas, strategy } = deployment.spec;
  if (strategy.type === 'Recreate') return replicas;
  const room = replicas + maxSurge(deployment) - sumReplicas(old) - present;
  return room <= 0 ? present : present + Math.min(room, replicas - present);
}

/** Scales a ReplicaSet; the answer is whether its size changed. */
export function scaleReplicaSet(
  { store, events }: ControllerContext,
  deployment: Deployment,
  name: string,
  replicas: number,
): boolean {
  const set = store.get('replicasets', { namespace: deployment.metadata.namespace, name });
  if (set === undefined) return false;
  const before = set.spec.replicas;
  const wanted = deployment.spec.replicas;
  const annotations = { ...set.metadata.annotations, ...replicaAnnotations(wanted, wanted + maxSurge(deployment)) };
  store.update(
    'replicasets',
    { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } },
    controllerManager,
  );
  if (before === replicas) return false;
  const message = `Scaled ${before < replicas ? 'up' : 'down'} replica set ${name} from ${before} to ${replicas}`;
  events.record(deployment, {
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message,
    component: 'deployment-controller',
  });
  return true;
}

/** Brings a scaled Deployment's ReplicaSets to size: the only active one alone, several in proportion. */
export function scaleProportionally(context: ControllerContext, deployment: Deployment, sets: ReplicaSets): void {
  const { replicas, strategy } = deployment.spec;
  const active = sets.all.filter((set) => set.spec.replicas > 0);
  const single = active.length > 1 ? undefined : (active[0] ?? sets.current ?? sets.old.at(-1));
  if (single !== undefined) {
    // Every ReplicaSet that stays has to know the new size, or it would look like a scaling for ever.
    scaleReplicaSet(context, deployment, single.metadata.name, replicas);
    return;
  }
  if (sets.current !== undefined && isSaturated(deployment, sets.current)) {
    for (const set of sets.old) if (set.spec.replicas > 0) scaleReplicaSet(context, deployment, set.metadata.name, 0);
    return;
  }
  if (strategy.type === 'RollingUpdate') shareOut(context, deployment, active);
}

function isSaturated(deployment: Deployment, set: ReplicaSet): boolean {
  const { replicas } = deployment.spec;
  return (
    set.spec.replicas === replicas && desiredReplicas(set) === replicas && set.status.availableReplicas === replicas
  );
}

function shareOut(context: ControllerContext, deployment: Deployment, active: readonly ReplicaSet[]): void {
  const { replicas } = deployment.spec;
  const allowed = replicas > 0 ? replicas + maxSurge(deployment) : 0;
  const difference = allowed - sumReplicas(active);
  const newerFirst = difference > 0 ? -1 : 1;
  const ordered = [...active].sort(
    (left, right) =>
      right.spec.replicas - left.spec.replicas ||
      newerFirst * (left.metadata.creationTimestamp < right.metadata.creationTimestamp ? -1 : 1),
  );
  let shared = 0;
  const sizes = ordered.map((set) => {
    const left = difference - shared;
    const share = proportion(deployment, set);
    const given = difference > 0 ? Math.min(share, left) : Math.max(share, left);
    const change = difference === 0 || left === 0 ? 0 : given;
    shared += change;
    return set.spec.replicas + change;
  });
  for (const [index, set] of ordered.entries()) {
    // What rounding left over goes to the largest.
    const rest = index === 0 ? difference - shared : 0;
    scaleReplicaSet(context, deployment, set.metadata.name, Math.max(0, (sizes[index] ?? 0) + rest));
  }
}

/** By how many pods this ReplicaSet grows or shrinks with the whole. */
function proportion(deployment: Deployment, set: ReplicaSet): number {
  const { replicas } = deployment.spec;
  if (replicas === 0) return -set.spec.replicas;
  const before = Number(set.metadata.annotations?.[maximumAnnotation] ?? 0) || (deployment.status.replicas ?? 0);
  if (before === 0) return 0;
  return Math.round((set.spec.replicas * (replicas + maxSurge(deployment))) / before) - set.spec.replicas;
}
