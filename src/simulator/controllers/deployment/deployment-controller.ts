import type { Deployment, ReplicaSet } from '../../objects/workloads.ts';
import { findCondition, setCondition } from '../conditions.ts';
import { controllerManagerStatus } from '../controller-context.ts';
import type { ControllerContext } from '../controller-context.ts';
import type { Controller } from '../controller.ts';
import type { ObjectKey } from '../../store/object-store.ts';
import { ownedReplicaSets } from './owned-replica-sets.ts';
import { cleanUp, ensureNewReplicaSet } from './replica-sets.ts';
import type { ReplicaSets } from './owned-replica-sets.ts';
import { rollOut } from './roll-out.ts';
import { desiredReplicas, scaleProportionally } from './scaling.ts';
import { progressCheck, rolloutStatus, scaledStatus } from './deployment-status.ts';

/**
 * Rolls Deployments out.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
export const deploymentController: Controller = {
  resource: 'deployments',
  sync(context, key, requeueAfter) {
    const found = read(context, key);
    if (found === undefined) return;
    markPaused(context, found.deployment);
    const state = read(context, key);
    if (state === undefined) return;
    const { deployment, sets } = state;
    if (deployment.spec.paused === true || wasScaled(deployment, sets)) {
      ensureNewReplicaSet(context, deployment, sets, false);
      scaleProportionally(context, deployment, ownedReplicaSets(context, deployment));
      if (deployment.spec.paused === true) cleanUp(context, deployment, ownedReplicaSets(context, deployment));
      writeStatus(context, key, scaledStatus);
      return;
    }
    rollOut(context, deployment);
    writeStatus(context, key, rolloutStatus);
    const after = context.store.get('deployments', key);
    const check = after === undefined ? undefined : progressCheck(after, context.clock.now());
    if (check !== undefined) requeueAfter(check);
  },
};

interface State {
  readonly deployment: Deployment;
  readonly sets: ReplicaSets;
}

function read(context: ControllerContext, key: ObjectKey): State | undefined {
  const deployment = context.store.get('deployments', key);
  return deployment === undefined ? undefined : { deployment, sets: ownedReplicaSets(context, deployment) };
}

function wasScaled(deployment: Deployment, { all }: ReplicaSets): boolean {
  return all.some(
    (set) => set.spec.replicas > 0 && (desiredReplicas(set) ?? deployment.spec.replicas) !== deployment.spec.replicas,
  );
}

/** A pause and its end are written down, so that the time in between does not count as no progress. */
function markPaused({ store, clock }: ControllerContext, deployment: Deployment): void {
  const { conditions } = deployment.status;
  const progressing = findCondition(conditions, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') return;
  const marked = progressing?.reason === 'DeploymentPaused';
  const paused = deployment.spec.paused === true;
  if (paused === marked) return;
  const reason = paused ? 'DeploymentPaused' : 'DeploymentResumed';
  const message = paused ? 'Deployment is paused' : 'Deployment is resumed';
  const next = setCondition(conditions, { type: 'Progressing', status: 'Unknown', reason, message }, clock.now());
  store.update(
    'deployments',
    { ...deployment, status: { ...deployment.status, conditions: next } },
    controllerManagerStatus,
  );
}

type StatusOf = (
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  now: number,
) => Deployment['status'];

function writeStatus(context: ControllerContext, key: ObjectKey, statusOf: StatusOf): void {
  const state = read(context, key);
  if (state === undefined) return;
  const { deployment, sets } = state;
  const status = statusOf(deployment, sets.all, sets.current, context.clock.now());
  context.store.update('deployments', { ...deployment, status }, controllerManagerStatus);
}
