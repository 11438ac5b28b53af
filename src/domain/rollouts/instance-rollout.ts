import { currentRevision } from '../fleet/current-revision.ts';
import { replicasOf } from '../fleet/fleet-answers.ts';
import type { AppInstance, ReplicaCounts } from '../fleet/fleet-model.ts';
import { staleHealth } from '../fleet/health.ts';
import { stuckOnOldPod } from '../operations/stuck-stateful-set.ts';
import type { Workload } from '../workloads/workload.ts';
import { findTrouble, gatherEvidence } from './evidence.ts';
import type { InstanceRollout, RolloutPhase } from './rollout.ts';

/** What `kubectl rollout status` would conclude, and in which words. */
export interface RolloutStatus {
  readonly phase: RolloutPhase;
  readonly words: string;
}

/**
 * What kubectl concludes of a workload: the same questions in the same order.
 * PENDING: its controller has not seen the last change. PAUSED: kubectl would wait for someone to act (a paused Deployment, or
 * pods that OnDelete leaves to be deleted; of the latter kubectl itself says that it cannot tell).
 * @see https://github.com/kubernetes/kubectl/blob/v0.36.0/pkg/polymorphichelpers/rollout_status.go
 */
export function rolloutStatus(workload: Workload): RolloutStatus {
  if (workload.strategy === 'ON_DELETE') return onDeleteStatus(workload);
  switch (workload.kind) {
    case 'DEPLOYMENT':
      return deploymentStatus(workload);
    case 'STATEFUL_SET':
      return statefulSetStatus(workload);
    case 'DAEMON_SET':
      return daemonSetStatus(workload);
  }
}

/** The rollout of one instance; the message warns at once of whatever keeps it from its end. */
export function instanceRollout(instance: AppInstance, now: number): InstanceRollout {
  const { cluster, workload } = instance;
  const { phase, words } = rolloutStatus(workload);
  const stale = staleHealth(instance);
  const trouble = phase === 'SUCCEEDED' ? null : findTrouble(gatherEvidence(instance), { floor: 0, now });
  const stuck = phase === 'SUCCEEDED' || trouble !== null ? null : stuckOnOldPod(instance);
  const parts = [stale?.message, words, trouble?.problem.message, stuck?.message];
  return {
    cluster,
    namespace: workload.meta.namespace,
    phase,
    revision: currentRevision(instance)?.number ?? null,
    image: workload.template.image,
    replicas: rolloutReplicas(workload),
    message: parts.filter((part) => part !== undefined && part !== null).join(' '),
  };
}

/** Until its controller has seen the newest template, what the status counts as updated are pods of the one before. */
function rolloutReplicas(workload: Workload): ReplicaCounts {
  const counts = replicasOf(workload);
  return workload.status.observedGeneration < workload.meta.generation ? { ...counts, updated: 0 } : counts;
}

function deploymentStatus(workload: Workload): RolloutStatus {
  const { meta, status, desired } = workload;
  if (meta.generation > status.observedGeneration)
    return pending('Waiting for deployment spec update to be observed...');
  const progressing = status.conditions.find((condition) => condition.type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return { phase: 'FAILED', words: `deployment "${meta.name}" exceeded its progress deadline.` };
  }
  const waiting = `Waiting for deployment "${meta.name}" rollout to finish:`;
  if (status.updated < desired) {
    return going(workload, `${waiting} ${status.updated} out of ${desired} new replicas have been updated...`);
  }
  if (status.current > status.updated) {
    return going(workload, `${waiting} ${status.current - status.updated} old replicas are pending termination...`);
  }
  if (status.available < status.updated) {
    return going(workload, `${waiting} ${status.available} of ${status.updated} updated replicas are available...`);
  }
  return { phase: 'SUCCEEDED', words: `deployment "${meta.name}" successfully rolled out` };
}

/** The API server always fills in `rollingUpdate.partition`, so kubectl always takes its branch for partitions. */
function statefulSetStatus(workload: Workload): RolloutStatus {
  const { meta, status, desired, partition } = workload;
  if (status.observedGeneration === 0 || meta.generation > status.observedGeneration) {
    return pending('Waiting for statefulset spec update to be observed...');
  }
  if (status.ready < desired) return going(workload, `Waiting for ${desired - status.ready} pods to be ready...`);
  const wanted = desired - partition;
  if (status.updated < wanted) {
    return going(
      workload,
      `Waiting for partitioned roll out to finish: ${status.updated} out of ${wanted} new pods have been updated...`,
    );
  }
  return {
    phase: 'SUCCEEDED',
    words: `partitioned roll out complete: ${status.updated} new pods have been updated...`,
  };
}

function daemonSetStatus(workload: Workload): RolloutStatus {
  const { meta, status, desired } = workload;
  if (meta.generation > status.observedGeneration)
    return pending('Waiting for daemon set spec update to be observed...');
  const waiting = `Waiting for daemon set "${meta.name}" rollout to finish:`;
  if (status.updated < desired) {
    return going(workload, `${waiting} ${status.updated} out of ${desired} new pods have been updated...`);
  }
  if (status.available < desired) {
    return going(workload, `${waiting} ${status.available} of ${desired} updated pods are available...`);
  }
  return { phase: 'SUCCEEDED', words: `daemon set "${meta.name}" successfully rolled out` };
}

function onDeleteStatus(workload: Workload): RolloutStatus {
  const { meta, status, desired } = workload;
  if (meta.generation > status.observedGeneration) return pending('Waiting for the update to be observed...');
  if (status.updated < desired) {
    return {
      phase: 'PAUSED',
      words: `${desired - status.updated} of ${desired} pods run the old template until someone deletes them (update strategy OnDelete).`,
    };
  }
  if (status.ready < desired) return going(workload, `Waiting for ${desired - status.ready} pods to be ready...`);
  return { phase: 'SUCCEEDED', words: `all ${desired} pods run the new template (update strategy OnDelete)` };
}

function pending(words: string): RolloutStatus {
  return { phase: 'PENDING', words };
}

function going(workload: Workload, words: string): RolloutStatus {
  return workload.paused
    ? { phase: 'PAUSED', words: `deployment "${workload.meta.name}" is paused; resume it to go on. ${words}` }
    : { phase: 'PROGRESSING', words };
}
