import { isControlledBy } from '../../objects/kube-object.ts';
import type { Deployment, ReplicaSet } from '../../objects/workloads.ts';
import type { ControllerContext } from '../controller-context.ts';
import { isComplete } from './deployment-status.ts';
import { ownedReplicaSets } from './owned-replica-sets.ts';
import { cleanUp, ensureNewReplicaSet } from './replica-sets.ts';
import { maxUnavailable, newSetReplicas, scaleReplicaSet, sumReplicas } from './scaling.ts';

/** Takes the next step of a rollout, one at a time: up, else down, else clean up. */
export function rollOut(context: ControllerContext, deployment: Deployment): void {
  if (deployment.spec.strategy.type === 'Recreate') recreate(context, deployment);
  else roll(context, deployment);
  const after = context.store.get('deployments', deployment.metadata);
  if (after !== undefined && isComplete(after, after.status)) cleanUp(context, after, ownedReplicaSets(context, after));
}

function roll(context: ControllerContext, deployment: Deployment): void {
  ensureNewReplicaSet(context, deployment, ownedReplicaSets(context, deployment), true);
  const { current, old } = ownedReplicaSets(context, deployment);
  if (current === undefined) return;
  const wanted = deployment.spec.replicas;
  if (current.spec.replicas !== wanted) {
    const size = current.spec.replicas > wanted ? wanted : newSetReplicas(deployment, old, current.spec.replicas);
    if (scaleReplicaSet(context, deployment, current.metadata.name, size)) return;
  }
  scaleDownOld(context, deployment, current, old);
}

function scaleDownOld(
  context: ControllerContext,
  deployment: Deployment,
  current: ReplicaSet,
  old: readonly ReplicaSet[],
): void {
  if (sumReplicas(old) === 0) return;
  const minimum = deployment.spec.replicas - maxUnavailable(deployment);
  const newUnavailable = current.spec.replicas - (current.status.availableReplicas ?? 0);
  const most = sumReplicas([...old, current]) - minimum - newUnavailable;
  if (most <= 0) return;
  removeUnhealthy(context, deployment, old, most);
  removeHealthy(context, deployment, minimum);
}

/** Pods of old ReplicaSets that are not available go first: they serve nobody. */
function removeUnhealthy(
  context: ControllerContext,
  deployment: Deployment,
  old: readonly ReplicaSet[],
  most: number,
): void {
  let removed = 0;
  for (const set of old) {
    const unhealthy = set.spec.replicas - (set.status.availableReplicas ?? 0);
    const count = Math.min(most - removed, unhealthy);
    if (count <= 0) continue;
    scaleReplicaSet(context, deployment, set.metadata.name, set.spec.replicas - count);
    removed += count;
  }
}

function removeHealthy(context: ControllerContext, deployment: Deployment, minimum: number): void {
  const { all, old } = ownedReplicaSets(context, deployment);
  let surplus = all.reduce((sum, set) => sum + (set.status.availableReplicas ?? 0), 0) - minimum;
  for (const set of old) {
    const count = Math.min(set.spec.replicas, surplus);
    if (count <= 0) continue;
    scaleReplicaSet(context, deployment, set.metadata.name, set.spec.replicas - count);
    surplus -= count;
  }
}

/** All old pods have to be gone before the first new one. */
function recreate(context: ControllerContext, deployment: Deployment): void {
  const { store } = context;
  ensureNewReplicaSet(context, deployment, ownedReplicaSets(context, deployment), false);
  const { current, old } = ownedReplicaSets(context, deployment);
  const scaledDown = old.filter(
    (set) => set.spec.replicas > 0 && scaleReplicaSet(context, deployment, set.metadata.name, 0),
  );
  if (scaledDown.length > 0) return;
  const pods = store.list('pods', deployment.metadata.namespace);
  const running = pods.some((pod) => old.some((set) => isControlledBy(pod, set)) && pod.status.phase !== 'Failed');
  if (running) return;
  const latest = store.get('deployments', deployment.metadata) ?? deployment;
  if (current === undefined) ensureNewReplicaSet(context, latest, ownedReplicaSets(context, latest), true);
  else if (current.spec.replicas !== deployment.spec.replicas) {
    scaleReplicaSet(context, deployment, current.metadata.name, deployment.spec.replicas);
  }
}
