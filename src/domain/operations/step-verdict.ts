import type { ClusterSource } from '../clusters/cluster-source.ts';
import { gapWords } from '../clusters/gap-words.ts';
import { currentPods, currentRevision, podsOf, revisionCache } from '../fleet/current-revision.ts';
import type { AppInstance } from '../fleet/fleet-model.ts';
import type { Problem } from '../problem.ts';
import { findTrouble, gatherEvidence, settleMs } from '../rollouts/evidence.ts';
import type { FreedRoom } from '../rollouts/freed-room.ts';
import { rolloutStatus } from '../rollouts/instance-rollout.ts';
import type { RolloutPhase } from '../rollouts/rollout.ts';
import type { Workload } from '../workloads/workload.ts';
import type { StepWork, WrittenChange } from './journal.ts';
import type { OperationKind } from './operation.ts';
import { problem } from './problems.ts';
import { stuckOnOldPod } from './stuck-stateful-set.ts';

/** What the caches say of a step whose change is in the cluster. */
export type StepVerdict =
  | {
      readonly type: 'WAIT';
      readonly message: string;
      /** When to look again though nothing changes, milliseconds since the epoch; Infinity: no need. */
      readonly lookAgainAt: number;
      /** The rollout is done, but some cache does not show all of it yet. */
      readonly settling: boolean;
    }
  | { readonly type: 'DONE' }
  | { readonly type: 'FAILED'; readonly problem: Problem };

export interface StepView {
  readonly cluster: ClusterSource;
  readonly kind: OperationKind;
  readonly work: StepWork;
  readonly written: WrittenChange;
  /** Of the template that the step set; null where it set none. */
  readonly templateDigest: string | null;
  /** Replicas that the step set; null where it set none. */
  readonly replicas: number | null;
  /** One for the whole step. */
  readonly freedRoom: FreedRoom;
  readonly now: number;
}

/** Judges one step from the caches alone. */
export function stepVerdict(view: StepView): StepVerdict {
  const { cluster, work, written, kind } = view;
  const cache = cluster.workloads[work.ref.kind];
  const workload = cache.get(work.uid);
  if (workload === undefined || workload.meta.deletionRequestedAt !== null) return goneVerdict(view, workload);
  if (workload.meta.generation < written.generation) return wait(unseen(view));
  const overtaken = overtakenBy(view, workload);
  if (overtaken !== null) return failed(view, 'CONFLICT', overtaken);

  const instance: AppInstance = { cluster, workload };
  const observed = workload.status.observedGeneration >= workload.meta.generation;
  if (kind === 'PAUSE' || kind === 'RESUME') {
    return observed ? { type: 'DONE' } : wait('Waiting for the cluster to take notice.');
  }
  const rollout = rolloutStatus(workload);
  const { words } = rollout;
  if (isDone(view, workload, rollout.phase)) {
    return cachesShow(instance) ? { type: 'DONE' } : wait(words, Number.POSITIVE_INFINITY, true);
  }
  if (cache.freshness.stale) return wait(unseen(view));
  const now = view.now + written.skewMs;
  const evidence = gatherEvidence(instance);
  const freedAt = view.freedRoom.note(evidence.freeing, now);
  const trouble = findTrouble(evidence, { floor: written.at, now, ...(freedAt !== null && { freedAt }) });
  if (trouble !== null && trouble.provenAt <= now) return { type: 'FAILED', problem: trouble.problem };
  const stuck = stuckOnOldPod(instance);
  // A controller that was about to replace the pod anyway has done so by then.
  const stuckAt = written.at + settleMs;
  if (stuck !== null && stuckAt <= now) return failed(view, stuck.code, stuck.message);
  if (rollout.phase === 'FAILED' && kind !== 'SCALE' && !isOld(workload, written))
    return failed(view, 'DEADLINE_EXCEEDED', words);
  if (rollout.phase === 'PAUSED') return wait(words);
  const again = Math.min(
    trouble?.provenAt ?? Number.POSITIVE_INFINITY,
    stuck === null ? Number.POSITIVE_INFINITY : stuckAt,
  );
  return wait(trouble?.problem.message ?? stuck?.message ?? words, again - written.skewMs);
}

/**
 * Whether a missed progress deadline is that of an earlier change: the Deployment's condition stays until its controller sees
 * progress, also when a rollback or a scale has just been observed.
 */
function isOld({ status }: Workload, written: WrittenChange): boolean {
  const progressing = status.conditions.find(({ type }) => type === 'Progressing');
  const at = progressing?.lastUpdateAt ?? progressing?.lastTransitionAt ?? null;
  // Told in whole seconds; no deadline is shorter than one, so in the second of the write none can have been missed since.
  return at !== null && at <= written.at;
}

function wait(message: string, lookAgainAt = Number.POSITIVE_INFINITY, settling = false): StepVerdict {
  return { type: 'WAIT', message, lookAgainAt, settling };
}

function failed({ cluster, work }: StepView, code: Problem['code'], message: string): StepVerdict {
  const where = `${cluster.name}/${work.ref.namespace}/${work.ref.name}`;
  return { type: 'FAILED', problem: problem(code, `${where}: ${message}`, { clusterId: cluster.id }) };
}

function unseen({ cluster }: StepView): string {
  return cluster.state.gap === null
    ? 'Waiting for the change to be seen.'
    : `Waiting for the cluster ${cluster.name}: ${gapWords[cluster.state.gap.reason]}.`;
}

function goneVerdict(view: StepView, workload: Workload | undefined): StepVerdict {
  const { cluster, work } = view;
  const cache = cluster.workloads[work.ref.kind];
  if (workload !== undefined) return failed(view, 'NOT_FOUND', 'it is being deleted by someone else.');
  // A cache that cannot answer, or answers late, never says "not there".
  if (cache.availability.status !== 'SYNCED' || cache.freshness.stale) return wait(unseen(view));
  return cache.find(work.ref.namespace, work.ref.name) === undefined
    ? failed(view, 'NOT_FOUND', 'it was deleted by someone else.')
    : failed(view, 'NOT_FOUND', 'it was deleted and made anew by someone else; the new one is left as it is.');
}

/** What someone else set since, in words; null while it is as the step left it. */
function overtakenBy({ kind, templateDigest, replicas }: StepView, workload: Workload): string | null {
  if (templateDigest !== null && workload.template.digest !== templateDigest) {
    return `its pod template was changed by someone else meanwhile (image ${workload.template.image ?? 'unknown'} now).`;
  }
  if (replicas !== null && workload.desired !== replicas) {
    return `replicas is ${workload.desired} now, set by someone else, not ${replicas}.`;
  }
  if (kind === 'PAUSE' && !workload.paused) return 'it was resumed by someone else meanwhile.';
  if (kind === 'RESUME' && workload.paused) return 'it was paused by someone else meanwhile.';
  return null;
}

function isDone({ kind }: StepView, workload: Workload, phase: RolloutPhase): boolean {
  if (kind !== 'SCALE') return phase === 'SUCCEEDED';
  // To `kubectl rollout status` a scale-down is done at once; here it is when the pods are gone. Pausing, or a deadline
  // that was missed, holds back templates and not replicas.
  const { current, available } = workload.status;
  const settled = phase !== 'PENDING' && phase !== 'PROGRESSING';
  return settled && current === workload.desired && available >= workload.desired;
}

/** Whether revisions and pods, whose watches are others than the workload's, show the rollout's end too. */
function cachesShow(instance: AppInstance): boolean {
  const { cluster, workload } = instance;
  const revisions = revisionCache(instance);
  if (revisions.availability.status === 'SYNCED' && workload.strategy !== 'ON_DELETE') {
    const record = currentRevision(instance);
    if (record === undefined) return false;
    if (workload.kind === 'DEPLOYMENT' && workload.revision !== null && record.number !== workload.revision)
      return false;
    if (cluster.pods.availability.status === 'SYNCED') {
      const ready = currentPods(instance).filter((pod) => pod.ready && pod.meta.deletionRequestedAt === null).length;
      const all = podsOf(instance).filter((pod) => pod.meta.deletionRequestedAt === null).length;
      const { updated, available, current } = workload.status;
      return ready >= Math.min(updated, available) && all <= Math.max(current, workload.desired);
    }
  }
  return true;
}
