import type { ClusterSource } from '../clusters/cluster-source.ts';
import { gapWords } from '../clusters/gap-words.ts';
import type { Pod } from '../workloads/pod.ts';
import type { RevisionRecord } from '../workloads/revision-record.ts';
import type { Workload, WorkloadKind } from '../workloads/workload.ts';
import { creationFailure } from './creation-failure.ts';
import { currentPods, currentRevision, podsOf } from './current-revision.ts';
import type { AppInstance, Health, HealthStatus } from './fleet-model.ts';
import { podTrouble } from './pod-trouble.ts';
import type { PodTrouble } from './pod-trouble.ts';

/** Best to worst. */
export const healthOrder: readonly HealthStatus[] = [
  'HEALTHY',
  'SUSPENDED',
  'PROGRESSING',
  'UNKNOWN',
  'MISSING',
  'DEGRADED',
];

const ranks = new Map(healthOrder.map((status, rank) => [status, rank]));

/** 0 is the best. */
export function healthRank(status: HealthStatus): number {
  return ranks.get(status) ?? 0;
}

/** A health, and until when it holds if nothing changes; time alone can turn PROGRESSING into DEGRADED. */
export interface JudgedHealth {
  readonly health: Health;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** How long what may pass by itself is PROGRESSING before it is DEGRADED. */
const settleMs = 8_000;
/** What a Deployment gets by default; the other kinds have no deadline of their own. */
const defaultDeadlineSeconds = 600;

/** The worst; the first of equals. HEALTHY where there is none. */
export function worstHealth(all: Iterable<Health>): Health {
  let worst: Health | null = null;
  for (const health of all) {
    if (worst === null || healthRank(health.status) > healthRank(worst.status)) worst = health;
  }
  return worst ?? { status: 'HEALTHY', reason: null, message: null };
}

/**
 * UNKNOWN while what is known of the cluster is old, else null. It is looked at with each question, since a cluster turns stale
 * without any of its objects changing.
 */
export function staleHealth({ cluster, workload }: AppInstance): Health | null {
  if (!isStale(cluster, workload.kind)) return null;
  const { gap } = cluster.state;
  const observedAt = cluster.workloads[workload.kind].freshness.observedAt;
  const since = gap === null ? '' : ` since ${new Date(gap.since).toISOString()}`;
  const why = gap === null ? '' : `: ${gapWords[gap.reason]}`;
  const last = observedAt === null ? '' : ` Its last word is of ${new Date(observedAt).toISOString()}.`;
  return {
    status: 'UNKNOWN',
    reason: reasons[gap?.reason ?? 'STALE'],
    message: `Cluster "${cluster.name}" cannot be observed${since}${why}.${last}`,
  };
}

const reasons = {
  SYNCING: 'ClusterSyncing',
  UNREACHABLE: 'ClusterUnreachable',
  UNAUTHORIZED: 'ClusterUnauthorized',
  STALE: 'ClusterStale',
  DISABLED: 'ClusterDisabled',
};

/** Whether what is known of workloads of this kind is old, by what the answer rests on: a gap in other kinds (events that may not be read) makes nothing here old. */
export function isStale(cluster: ClusterSource, kind: WorkloadKind): boolean {
  if (cluster.workloads[kind].freshness.stale) return true;
  return cluster.pods.availability.status === 'SYNCED' && cluster.pods.freshness.stale;
}

/**
 * The health of one instance whose cluster is being observed. MISSING is what is being deleted: it was to exist, and soon does
 * not; of a workload that is gone nothing says any more that it should be there.
 */
export function judgeHealth(instance: AppInstance, now: number): JudgedHealth {
  const { workload } = instance;
  if (workload.meta.deletionRequestedAt !== null) {
    return lasting('MISSING', 'Deleting', 'It is being deleted.');
  }
  const { desired, status } = workload;
  const observed = status.observedGeneration >= workload.meta.generation;
  if (workload.paused) return judgePaused(instance, now);
  if (!observed)
    return lasting('PROGRESSING', 'NotObserved', 'The last change has not been observed by its controller yet.');
  if (desired === 0) return judgeZero(workload);
  if (isComplete(workload)) return judgeComplete(workload);
  return judgeUnfinished(instance, now);
}

function judgePaused(instance: AppInstance, now: number): JudgedHealth {
  const trouble = worstTrouble(instance, now);
  if (trouble?.certain === true) return lasting('DEGRADED', trouble.reason, sentence(trouble.message));
  return lasting('SUSPENDED', 'Paused', 'Its rollout is paused: resume it to go on.');
}

function judgeZero({ kind, status }: Workload): JudgedHealth {
  if (kind === 'DAEMON_SET') return lasting('HEALTHY', 'NoMatchingNodes', 'No node matches its node selector.');
  if (status.current > 0)
    return lasting('PROGRESSING', 'ScalingDown', `${plural(status.current, 'pod')} still to end.`);
  return lasting('SUSPENDED', 'ScaledToZero', 'It is scaled to zero.');
}

function isComplete({ kind, desired, partition, status, strategy }: Workload): boolean {
  if (status.available < desired) return false;
  // With OnDelete the pods stay as they are until someone deletes them, as was asked for.
  if (strategy === 'ON_DELETE') return true;
  if (status.updated < desired - partition) return false;
  return kind !== 'DEPLOYMENT' || status.current <= status.updated;
}

function judgeComplete({ desired, status, strategy }: Workload): JudgedHealth {
  if (strategy === 'ON_DELETE' && status.updated < desired) {
    const old = plural(desired - status.updated, 'pod');
    return lasting('HEALTHY', 'OnDelete', `${old} will run the new template when deleted (update strategy OnDelete).`);
  }
  return lasting('HEALTHY', null, null);
}

function judgeUnfinished(instance: AppInstance, now: number): JudgedHealth {
  const { desired, status, progressDeadlineSeconds } = instance.workload;
  const trouble = worstTrouble(instance, now);
  if (trouble !== null && trouble.settledAt <= now)
    return lasting('DEGRADED', trouble.reason, sentence(trouble.message));
  const progressing = status.conditions.find((condition) => condition.type === 'Progressing');
  const available = `${status.available} of ${plural(desired, 'replica')} available, ${status.updated} updated`;
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return lasting('DEGRADED', 'ProgressDeadlineExceeded', `It made no progress within its deadline: ${available}.`);
  }
  const deadline = lastActivity(instance) + (progressDeadlineSeconds ?? defaultDeadlineSeconds) * 1000;
  if (now >= deadline) return lasting('DEGRADED', 'NotReady', `Pods do not become ready: ${available}.`);
  return {
    health: {
      status: 'PROGRESSING',
      reason: trouble?.reason ?? 'RollingOut',
      message: trouble === null ? `${available}.` : sentence(trouble.message),
    },
    until: Math.min(deadline, trouble?.settledAt ?? deadline),
  };
}

interface Trouble {
  readonly reason: string;
  readonly message: string;
  readonly certain: boolean;
  /** From when on it is more than a passing thing. */
  readonly settledAt: number;
}

/** What keeps the instance from being healthy, of the new pods before the old ones. */
function worstTrouble(instance: AppInstance, now: number): Trouble | null {
  const record = currentRevision(instance);
  const creation = creationTrouble(instance, record);
  if (creation?.certain === true) return creation;
  let worst = creation;
  const current = currentPods(instance, record);
  const others = current.length === 0 ? podsOf(instance) : current;
  for (const pod of others) {
    const trouble = podTrouble(pod);
    if (trouble === null) continue;
    const found = { ...trouble, settledAt: settledAt(pod, trouble, now) };
    if (worst === null || found.settledAt < worst.settledAt) worst = found;
  }
  return worst;
}

function settledAt(pod: Pod, trouble: PodTrouble, now: number): number {
  return trouble.certain ? Math.min(now, pod.meta.createdAt) : pod.meta.createdAt + settleMs;
}

/** A ReplicaSet has a condition that says so; for the others there are only events, which outlive what they tell of. */
function creationTrouble(instance: AppInstance, record: RevisionRecord | undefined): Trouble | null {
  const { cluster, workload } = instance;
  if (workload.kind === 'DEPLOYMENT') {
    const rejected = workload.status.conditions.find((condition) => condition.reason === 'ReplicaSetCreateError');
    const message = record?.failure?.message ?? rejected?.message;
    if (message === undefined) return null;
    const since = record?.meta.createdAt ?? rejected?.lastTransitionAt ?? workload.meta.createdAt;
    return { ...creationFailure(message), settledAt: since + settleMs };
  }
  if (workload.status.current >= workload.desired) return null;
  let failed: { at: number; since: number; message: string } | null = null;
  let created = 0;
  for (const event of cluster.events.about(workload.meta.uid)) {
    const at = event.lastSeenAt ?? event.meta.createdAt;
    if (event.reason === 'SuccessfulCreate') created = Math.max(created, at);
    else if (event.reason === 'FailedCreate' && at >= (failed?.at ?? 0)) {
      failed = { at, since: event.firstSeenAt ?? at, message: event.message };
    }
  }
  if (failed === null || failed.at < created) return null;
  return { ...creationFailure(failed.message), settledAt: failed.since + settleMs };
}

/** When something last happened that may still lead to ready pods. */
function lastActivity(instance: AppInstance): number {
  const { workload } = instance;
  const progressing = workload.status.conditions.find((condition) => condition.type === 'Progressing');
  let latest = Math.max(
    workload.meta.createdAt,
    progressing?.lastUpdateAt ?? 0,
    currentRevision(instance)?.meta.createdAt ?? 0,
  );
  for (const pod of podsOf(instance)) {
    latest = Math.max(latest, pod.meta.createdAt);
    if (pod.ready) continue;
    for (const container of pod.containers) latest = Math.max(latest, container.startedAt ?? 0);
  }
  return latest;
}

function lasting(status: HealthStatus, reason: string | null, message: string | null): JudgedHealth {
  return { health: { status, reason, message }, until: Number.POSITIVE_INFINITY };
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
