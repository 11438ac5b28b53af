import { gapWords } from '../clusters/gap-words.ts';
import type { AppInstance } from '../fleet/fleet-model.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Problem } from '../problem.ts';
import { autoscalerHindrance } from './autoscaler-hindrance.ts';
import type { Hindrance } from './autoscaler-hindrance.ts';
import { whereOf } from './instance-name.ts';
import type { Check } from './preflight.ts';
import { problem } from './problems.ts';
import { isForced } from './work-request.ts';
import type { WorkRequest } from './work-request.ts';

type Known = Pick<Fleet, 'manager' | 'autoscaler'>;

/** What the caches say of a request on an instance, before the cluster is asked. */
export interface InstanceChecks {
  /** Of each kind that the caches tell of, what was found. */
  readonly checks: readonly Check[];
  /** The first reason why it cannot be done; null where it can. */
  readonly refusal: Problem | null;
  /** Whether the cluster can be asked what the change would be, also of one that is refused. */
  readonly canBePlanned: boolean;
}

/** What to do about a cluster that does not answer. */
export const waitForCluster = 'Try again when it is back, or leave it out with clusters.';

export function instanceChecks(request: WorkRequest, instance: AppInstance, fleet: Known): InstanceChecks {
  const { cluster } = instance;
  const { gap } = cluster.state;
  const about = { clusterId: cluster.id };
  const where = whereOf(instance);
  const checks: Check[] = [];
  const refusals: Problem[] = [];

  const unsupported = unsupportedBecause(request, instance);
  if (unsupported !== null) {
    const { why, instead } = unsupported;
    checks.push({ ...about, kind: 'WORKLOAD', outcome: 'REFUSED', message: why, remedy: instead });
    refusals.push(problem('UNSUPPORTED', why, about));
  }

  const isAway = gap !== null && gap.reason !== 'SYNCING';
  if (isAway) {
    const message = `The cluster ${cluster.name} cannot be written to now: ${gapWords[gap.reason]}.`;
    checks.push({ ...about, kind: 'CLUSTER_HEALTH', outcome: 'REFUSED', message, remedy: waitForCluster });
    refusals.push(problem('CLUSTER_UNREACHABLE', `${message} ${waitForCluster}`, { ...about, retryable: true }));
  } else {
    const message = `The cluster ${cluster.name} can be written to.`;
    checks.push({ ...about, kind: 'CLUSTER_HEALTH', outcome: 'PASSED', message, remedy: null });
  }

  const hint = 'force' in request ? ' To go ahead all the same, set force.' : '';
  const holds = (kind: Check['kind'], found: Hindrance | null, otherwise: string) => {
    if (found === null) checks.push({ ...about, kind, outcome: 'PASSED', message: otherwise, remedy: null });
    else if (isForced(request)) {
      const message = `${found.why} Forced: it may be undone.`;
      checks.push({ ...about, kind, outcome: 'WARNED', message, remedy: found.instead });
    } else {
      checks.push({ ...about, kind, outcome: 'REFUSED', message: found.why, remedy: `${found.instead}${hint}` });
      refusals.push(problem('MANAGED_EXTERNALLY', `${found.why} ${found.instead}${hint}`, about));
    }
  };
  const helper = helperOf(instance, fleet);
  if (helper === null) holds('OWNERSHIP', ownerOf(instance, fleet), `Nothing else manages ${where}.`);
  else checks.push({ ...about, kind: 'OWNERSHIP', outcome: 'WARNED', message: helper.why, remedy: helper.instead });
  const scaled = request.kind === 'SCALE' ? `No autoscaler scales ${where}.` : 'The number of replicas stays as it is.';
  holds('AUTOSCALER', autoscalerOf(request, instance, fleet), scaled);

  return { checks, refusal: refusals[0] ?? null, canBePlanned: !isAway && unsupported === null };
}

/** What a caller should know of an instance although the request can be done. */
export function instanceWarnings(request: WorkRequest, instance: AppInstance, fleet: Known): readonly Problem[] {
  const clusterId = instance.cluster.id;
  const warnings: Problem[] = [];
  const owner = isForced(request) ? (ownerOf(instance, fleet) ?? autoscalerOf(request, instance, fleet)) : null;
  if (owner !== null) {
    const message = `${owner.why} ${owner.instead} Forced: it may be undone.`;
    warnings.push(problem('MANAGED_EXTERNALLY', message, { clusterId }));
  }
  const helper = helperOf(instance, fleet);
  if (helper !== null) {
    warnings.push(problem('MANAGED_EXTERNALLY', `${helper.why} ${helper.instead}`, { clusterId }));
  }
  const onDelete = onDeleteWarning(request, instance);
  return onDelete === null ? warnings : [...warnings, problem('UNSUPPORTED', onDelete, { clusterId })];
}

/** That the pods of a workload stay as they are until someone deletes them; null where they do not. */
export function onDeleteWarning({ kind }: WorkRequest, instance: AppInstance): string | null {
  if (instance.workload.strategy !== 'ON_DELETE' || !['DEPLOY', 'ROLLBACK', 'RESTART'].includes(kind)) return null;
  return `${whereOf(instance)} has the update strategy OnDelete: its pods change only when someone deletes them.`;
}

function unsupportedBecause(request: WorkRequest, { workload }: AppInstance): Hindrance | null {
  if (request.kind === 'SCALE' && workload.kind === 'DAEMON_SET') {
    return {
      why: 'A DaemonSet runs one pod on each fitting node and has no replicas; change its nodeSelector or the nodes instead.',
      instead: 'Change its nodeSelector or the nodes instead.',
    };
  }
  if ((request.kind === 'PAUSE' || request.kind === 'RESUME') && workload.kind !== 'DEPLOYMENT') {
    const name = workload.kind === 'STATEFUL_SET' ? 'A StatefulSet' : 'A DaemonSet';
    return {
      why: `${name} cannot be paused: Kubernetes pauses only the rollouts of Deployments.`,
      instead: 'Leave it out.',
    };
  }
  return null;
}

/** What else manages the workload and undoes each change of it. */
function ownerOf(instance: AppInstance, fleet: Known): Hindrance | null {
  const manager = fleet.manager(instance);
  if (manager?.exclusive !== true) return null;
  return { why: `${whereOf(instance)} is managed by ${manager.name}, which would undo this.`, instead: manager.advice };
}

/** What else manages the workload, and lets others change it until it does so itself. */
function helperOf(instance: AppInstance, fleet: Known): Hindrance | null {
  const manager = fleet.manager(instance);
  if (manager === null || manager.exclusive) return null;
  const why = `${whereOf(instance)} is managed by ${manager.name}, whose next change may undo this.`;
  return { why, instead: manager.advice };
}

function autoscalerOf(request: WorkRequest, instance: AppInstance, fleet: Known): Hindrance | null {
  if (request.kind !== 'SCALE') return null;
  const autoscaler = fleet.autoscaler(instance);
  return autoscaler === null ? null : autoscalerHindrance(autoscaler, request.replicas, instance);
}
