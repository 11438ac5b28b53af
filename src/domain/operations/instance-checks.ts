import type { AppInstance } from '../fleet/fleet-model.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Problem } from '../problem.ts';
import { whereOf } from './instance-name.ts';
import { problem } from './problems.ts';
import { isForced } from './work-request.ts';
import type { WorkRequest } from './work-request.ts';

type Known = Pick<Fleet, 'manager' | 'autoscaler'>;

/** Why a request cannot be done on an instance, told from the caches before the cluster is asked. */
export function instanceRefusals(request: WorkRequest, instance: AppInstance, fleet: Known): readonly Problem[] {
  const { cluster } = instance;
  const clusterId = cluster.id;
  const unsupported = unsupportedBecause(request, instance);
  if (unsupported !== null) return [problem('UNSUPPORTED', unsupported, { clusterId })];
  const { gap } = cluster.state;
  if (gap !== null && gap.reason !== 'SYNCING') {
    const message = `The cluster ${cluster.name} cannot be written to now: ${gap.message} Try again when it is back, or leave it out with clusters.`;
    return [problem('CLUSTER_UNREACHABLE', message, { clusterId, retryable: true })];
  }
  if (isForced(request)) return [];
  const owned = managedBecause(request, instance, fleet);
  if (owned === null) return [];
  const hint = 'force' in request ? ' To go ahead all the same, set force.' : '';
  return [problem('MANAGED_EXTERNALLY', `${owned}${hint}`, { clusterId })];
}

/** What a caller should know of an instance although the request can be done. */
export function instanceWarnings(request: WorkRequest, instance: AppInstance, fleet: Known): readonly Problem[] {
  const clusterId = instance.cluster.id;
  const warnings: Problem[] = [];
  const owned = isForced(request) ? managedBecause(request, instance, fleet) : null;
  if (owned !== null) warnings.push(problem('MANAGED_EXTERNALLY', `${owned} Forced: it may be undone.`, { clusterId }));
  const manager = fleet.manager(instance);
  if (manager !== null && !manager.exclusive) {
    const message = `${whereOf(instance)} is managed by ${manager.name}, whose next change may undo this. ${manager.advice}`;
    warnings.push(problem('MANAGED_EXTERNALLY', message, { clusterId }));
  }
  if (instance.workload.strategy === 'ON_DELETE' && ['DEPLOY', 'ROLLBACK', 'RESTART'].includes(request.kind)) {
    const message = `${whereOf(instance)} has the update strategy OnDelete: its pods change only when someone deletes them.`;
    warnings.push(problem('UNSUPPORTED', message, { clusterId }));
  }
  return warnings;
}

function unsupportedBecause(request: WorkRequest, { workload }: AppInstance): string | null {
  if (request.kind === 'SCALE' && workload.kind === 'DAEMON_SET') {
    return 'A DaemonSet runs one pod on each fitting node and has no replicas; change its nodeSelector or the nodes instead.';
  }
  if ((request.kind === 'PAUSE' || request.kind === 'RESUME') && workload.kind !== 'DEPLOYMENT') {
    const name = workload.kind === 'STATEFUL_SET' ? 'A StatefulSet' : 'A DaemonSet';
    return `${name} cannot be paused: Kubernetes pauses only the rollouts of Deployments.`;
  }
  return null;
}

function managedBecause(request: WorkRequest, instance: AppInstance, fleet: Known): string | null {
  const manager = fleet.manager(instance);
  if (manager?.exclusive === true) {
    return `${whereOf(instance)} is managed by ${manager.name}, which would undo this. ${manager.advice}`;
  }
  const autoscaler = request.kind === 'SCALE' ? fleet.autoscaler(instance) : null;
  if (autoscaler !== null) {
    const { name, min, max } = autoscaler;
    return `${whereOf(instance)} is scaled by the HorizontalPodAutoscaler ${name} (${min} to ${max} replicas), which would undo this. Change its minReplicas and maxReplicas instead.`;
  }
  return null;
}
