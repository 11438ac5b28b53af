import type { Condition } from '../../objects/kube-object.ts';
import type { Deployment, DeploymentStatus, ReplicaSet } from '../../objects/workloads.ts';
import { findCondition, setCondition, withoutCondition } from '../conditions.ts';
import { positive } from '../replica-set-controller.ts';
import { maxUnavailable } from './scaling.ts';

type Sets = readonly ReplicaSet[];

/** The numbers and the Available condition. */
export function scaledStatus(
  deployment: Deployment,
  sets: Sets,
  newSet: ReplicaSet | undefined,
  now: number,
): DeploymentStatus {
  const sum = (count: (set: ReplicaSet) => number | undefined): number =>
    sets.reduce((total, set) => total + (count(set) ?? 0), 0);
  const available = sum((set) => set.status.availableReplicas);
  const unavailable = Math.max(0, sum((set) => set.spec.replicas) - available);
  const { collisionCount } = deployment.status;
  const enough = available >= deployment.spec.replicas - maxUnavailable(deployment);
  const availability = enough
    ? ({ status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' } as const)
    : ({
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      } as const);
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...positive(
      'replicas',
      sum((set) => set.status.replicas),
    ),
    ...positive('updatedReplicas', newSet?.status.replicas ?? 0),
    ...positive(
      'readyReplicas',
      sum((set) => set.status.readyReplicas),
    ),
    ...positive('availableReplicas', available),
    ...positive('unavailableReplicas', unavailable),
    terminatingReplicas: sum((set) => set.status.terminatingReplicas),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: setCondition(deployment.status.conditions, { type: 'Available', ...availability }, now),
  };
}

/** As `scaledStatus`, with what can be said about the progress of the rollout. */
export function rolloutStatus(
  deployment: Deployment,
  sets: Sets,
  newSet: ReplicaSet | undefined,
  now: number,
): DeploymentStatus {
  const counted = scaledStatus(deployment, sets, newSet, now);
  const progressing = progressCondition(deployment, counted, newSet, now);
  const failed = replicaFailure(sets, newSet);
  const others = withoutCondition(progressing, 'ReplicaFailure');
  return { ...counted, conditions: failed === undefined ? others : setCondition(progressing, failed, now) };
}

/** Whether everything wanted is updated and available. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const { replicas } = deployment.spec;
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function progressCondition(
  deployment: Deployment,
  status: DeploymentStatus,
  newSet: ReplicaSet | undefined,
  now: number,
): readonly Condition[] {
  const conditions = status.conditions ?? [];
  const current = findCondition(deployment.status.conditions, 'Progressing');
  const settled =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  if (settled) return conditions;
  const what =
    newSet === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newSet.metadata.name}"`;
  const type = 'Progressing';
  if (isComplete(deployment, status)) {
    const message = `${what} has successfully progressed.`;
    return setCondition(conditions, { type, status: 'True', reason: 'NewReplicaSetAvailable', message }, now);
  }
  if (hasProgressed(deployment.status, status)) {
    const message = `${what} is progressing.`;
    const next = setCondition(
      withoutCondition(conditions, type),
      { type, status: 'True', reason: 'ReplicaSetUpdated', message },
      now,
    );
    // Each sign of progress moves lastUpdateTime, and only that.
    return next.map((condition) =>
      condition.type === type && current?.status === 'True' && current.lastTransitionTime !== undefined
        ? { ...condition, lastTransitionTime: current.lastTransitionTime }
        : condition,
    );
  }
  if (isTimedOut(deployment, current, now)) {
    const message = `${what} has timed out progressing.`;
    return setCondition(conditions, { type, status: 'False', reason: 'ProgressDeadlineExceeded', message }, now);
  }
  return conditions;
}

function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function isTimedOut(deployment: Deployment, progressing: Condition | undefined, now: number): boolean {
  if (progressing === undefined || progressing.reason === 'NewReplicaSetAvailable') return false;
  if (progressing.reason === 'ProgressDeadlineExceeded') return true;
  return Date.parse(progressing.lastUpdateTime ?? '') + deployment.spec.progressDeadlineSeconds * 1000 < now;
}

/** When to look whether the deadline has passed, in milliseconds from now; undefined where nothing is under way. */
export function progressCheck(deployment: Deployment, now: number): number | undefined {
  const progressing = findCondition(deployment.status.conditions, 'Progressing');
  if (progressing === undefined || progressing.reason === 'ProgressDeadlineExceeded') return undefined;
  if (isComplete(deployment, deployment.status)) return undefined;
  const due = Date.parse(progressing.lastUpdateTime ?? '') + deployment.spec.progressDeadlineSeconds * 1000;
  return Math.max(due - now, 0) + 1000;
}

function replicaFailure(sets: Sets, newSet: ReplicaSet | undefined): Condition | undefined {
  const failures = [...(newSet === undefined ? [] : [newSet]), ...sets].map((set) =>
    findCondition(set.status.conditions, 'ReplicaFailure'),
  );
  return failures.find((failure) => failure !== undefined);
}
