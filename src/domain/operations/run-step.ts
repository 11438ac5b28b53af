import type { ClusterSource, ClusterRegistry } from '../clusters/cluster-source.ts';
import type { LiveWorkload } from '../clusters/workload-writer.ts';
import type { Clock } from '../../lib/clock.ts';
import { sleep } from '../../lib/sleep.ts';
import type { Problem } from '../problem.ts';
import { createFreedRoom } from '../rollouts/freed-room.ts';
import type { ActiveOperation } from './active-operation.ts';
import { stepEnded, stepReplanned, stepWritten, withStep } from './operation-states.ts';
import type { StepEnd } from './operation-states.ts';
import type { PlanDigests } from './plan-digests.ts';
import { problem } from './problems.ts';
import { createProgress } from './rollout-progress.ts';
import { stepVerdict } from './step-verdict.ts';
import { watchStep } from './watch-step.ts';
import { attemptWrite, foundWritten } from './write-step.ts';

export interface StepDependencies {
  readonly registry: ClusterRegistry;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly digests: PlanDigests;
}

/** Why a step stops because of another. */
export interface FailedElsewhere {
  readonly failedIn: string;
}

const defaultDeadlineSeconds = 600;
const firstRetryMs = 250;
const longestRetryMs = 10_000;
const conflictsAtMost = 5;
/** How long a cluster may be missing from the registry (right after a start, or while its file is rewritten). */
const missingMs = 10_000;

/**
 * Runs one step from wherever it stands to its end: write (once, settled by reading back), then watch. The signal aborts with a
 * CANCELLED, SUPERSEDED, SHUTDOWN or LOST, or with FailedElsewhere once another placement has failed.
 */
export async function runStep(
  active: ActiveOperation,
  index: number,
  firstRead: LiveWorkload | null,
  signal: AbortSignal,
  dependencies: StepDependencies,
): Promise<void> {
  const { clock, registry, newId } = dependencies;
  const end = (result: StepEnd) => active.change((entry) => stepEnded(entry, index, result, clock.now(), newId));
  const fail = (reason: Problem) => end({ state: 'FAILED', message: null, problem: reason });

  const stopped = async () => {
    const reason: unknown = signal.reason;
    if (reason === 'SHUTDOWN' || reason === 'SUPERSEDED' || reason === 'LOST') return;
    const known = await settle(active, index, dependencies);
    await end({ state: 'CANCELLED', message: stoppedMessage(active, index, reason, known), problem: null });
  };

  const write = await writeUntilKnown(active, index, firstRead, signal, dependencies);
  if (write === 'STOPPED') return stopped();
  if (write !== 'WRITTEN') return void (await fail(write));
  if (signal.aborted) return stopped();

  const work = workOf(active, index);
  const where = `${work.clusterName}/${work.ref.namespace}/${work.ref.name}`;
  const { clusterId } = stepOf(active, index);
  const replicas = valueOfReplicas(active, index);
  const progress = createProgress();
  const freedRoom = createFreedRoom();
  let progressAt = clock.now();
  const result = await watchStep(
    {
      clusterId: clusterId ?? '',
      clusterName: work.clusterName,
      uid: work.uid,
      kind: work.ref.kind,
      namespace: work.ref.namespace,
      name: work.ref.name,
      signal,
      judge: (cluster) =>
        stepVerdict({
          cluster,
          kind: active.entry.operation.kind,
          work,
          written: work.written ?? { generation: 0, at: clock.now(), skewMs: 0 },
          templateDigest: stepOf(active, index).templateDigest,
          replicas,
          freedRoom,
          now: clock.now(),
        }),
      deadline: (cluster) => {
        const workload = cluster.workloads[work.ref.kind].get(work.uid);
        if (workload !== undefined && progress.made(workload)) progressAt = clock.now();
        return deadlineOf(active, cluster, index, progressAt);
      },
      atDeadline: (message) =>
        problem('DEADLINE_EXCEEDED', `${where}: it was not done in time. ${message}`, {
          ...(clusterId !== null && { clusterId }),
        }),
      removed: () => removedProblem(active, index),
      message: (message) => active.tell((operation) => withStep(operation, index, { message })),
    },
    registry,
    clock,
  );
  if (result.type === 'STOPPED') return stopped();
  if (result.type === 'FAILED') return void (await fail(result.problem));
  await end({ state: 'SUCCEEDED', message: null, problem: null });
}

/** Writes, with patience: until it is written, refused for good, out of time, or stopped. */
async function writeUntilKnown(
  active: ActiveOperation,
  index: number,
  firstRead: LiveWorkload | null,
  signal: AbortSignal,
  { registry, clock, random }: StepDependencies,
): Promise<'WRITTEN' | 'STOPPED' | Problem> {
  if (workOf(active, index).written !== null) return 'WRITTEN';
  const { clusterId } = stepOf(active, index);
  let live = firstRead;
  let conflicts = 0;
  let retryMs = firstRetryMs;
  let missingSince: number | null = null;
  for (;;) {
    if (signal.aborted) return 'STOPPED';
    const cluster = registry.byId(clusterId ?? '');
    if (cluster === undefined) {
      missingSince ??= clock.now();
      if (clock.now() - missingSince >= missingMs) return removedProblem(active, index);
      await sleep(clock, firstRetryMs, signal);
      continue;
    }
    missingSince = null;
    const replan = (templateBefore: string) => active.change((entry) => stepReplanned(entry, index, templateBefore));
    const attempt = await attemptWrite(active, workOf(active, index), cluster, live, { clock, signal, replan });
    live = null;
    if (attempt.type === 'STOPPED') return 'STOPPED';
    if (attempt.type === 'FAILED') return attempt.problem;
    if (attempt.type === 'WRITTEN') {
      await active.change((entry) => stepWritten(entry, index, attempt.written, attempt.templateDigest));
      return 'WRITTEN';
    }
    conflicts += attempt.atOnce ? 1 : 0;
    if (attempt.atOnce && conflicts < conflictsAtMost) continue;
    const { failure } = attempt;
    if (failure.reason === 'UNKNOWN_OUTCOME') active.lateWrites.add(index);
    const where = `${cluster.name}/${workOf(active, index).ref.namespace}/${workOf(active, index).ref.name}`;
    if (attempt.atOnce)
      return problem('CONFLICT', `${where}: ${failure.message}`, { clusterId: cluster.id, retryable: true });
    const remaining = deadlineOf(active, cluster, index, stepOf(active, index).startedAt ?? clock.now()) - clock.now();
    if (remaining <= 0) {
      const message = `${where}: the change could not be written in time, or it is not known whether it was: ${failure.message}`;
      return problem('DEADLINE_EXCEEDED', message, { clusterId: cluster.id });
    }
    active.tell((operation) => withStep(operation, index, { message: `Trying again: ${failure.message}` }));
    const wait = Math.max(failure.retryAfterMs ?? 0, retryMs * (0.5 + random() / 2));
    retryMs = Math.min(retryMs * 2, longestRetryMs);
    await sleepOrReady(cluster, clock, Math.min(wait, remaining), failure.retryAfterMs === undefined, signal);
  }
}

/** Sleeps; a cluster that comes back ends it early. */
async function sleepOrReady(
  cluster: ClusterSource,
  clock: Clock,
  delayMs: number,
  mayWake: boolean,
  signal: AbortSignal,
): Promise<void> {
  const wake = new AbortController();
  const off = cluster.onState((state) => {
    if (mayWake && state.gap === null) wake.abort();
  });
  await sleep(clock, delayMs, signal, wake.signal);
  off();
}

/**
 * When a step is out of time, milliseconds since the epoch: an asked-for deadline counts from the operation's start, the
 * default (progressDeadlineSeconds, else 600 s) from the last progress, as Kubernetes counts its own.
 */
function deadlineOf(active: ActiveOperation, cluster: ClusterSource, index: number, progressAt: number): number {
  const { operation, settings } = active.entry;
  if (settings.deadlineSeconds !== null) {
    return (operation.startedAt ?? operation.createdAt) + settings.deadlineSeconds * 1000;
  }
  const { ref, uid } = workOf(active, index);
  const seconds = cluster.workloads[ref.kind].get(uid)?.progressDeadlineSeconds ?? defaultDeadlineSeconds;
  return progressAt + Math.min(seconds, 2 ** 31) * 1000;
}

/**
 * Finds out whether a step that stops has written: by an attempt whose outcome is not known, or before the gateway that worked on
 * it was gone. False where the cluster does not tell.
 */
async function settle(active: ActiveOperation, index: number, { registry, clock }: StepDependencies): Promise<boolean> {
  const work = workOf(active, index);
  if (work.written !== null) return true;
  const read = await registry.byId(stepOf(active, index).clusterId ?? '')?.writer.read(work.ref);
  if (read === undefined) return false;
  if (!read.ok) return read.failure.reason === 'NOT_FOUND';
  const written = foundWritten(active.entry.operation.id, work, read.value, clock);
  if (written !== null) {
    await active.change((entry) => stepWritten(entry, index, written.written, written.templateDigest));
  }
  return true;
}

/** `known`: whether the cluster could be asked. */
function stoppedMessage(active: ActiveOperation, index: number, reason: unknown, known: boolean): string {
  const { written } = workOf(active, index);
  const why =
    typeof reason === 'object' && reason !== null && 'failedIn' in reason
      ? `stopped because it failed in ${String(reason.failedIn)}`
      : 'cancelled';
  if (written === null && !known) {
    return `${capitalised(why)}. Whether the change was written here is not known: the cluster cannot be read now.`;
  }
  if (written === null && active.lateWrites.has(index)) {
    return `${capitalised(why)}. No write was seen here; one that was under way then may still come. Look at the workload: to undo it, use rollbackApp.`;
  }
  return written === null
    ? `Nothing was written here: ${why} before.`
    : `The change was written here already and its rollout goes on, but is no longer watched: ${why}. To undo it, use rollbackApp.`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function removedProblem(active: ActiveOperation, index: number): Problem {
  const { clusterName } = workOf(active, index);
  const { clusterId } = stepOf(active, index);
  const done = workOf(active, index).written === null ? 'before the change was written' : 'while the change rolled out';
  return problem('CLUSTER_UNREACHABLE', `The cluster ${clusterName} was removed from Tenantry ${done}.`, {
    ...(clusterId !== null && { clusterId }),
  });
}

function valueOfReplicas(active: ActiveOperation, index: number): number | null {
  if (active.entry.operation.kind !== 'SCALE') return null;
  const change = workOf(active, index).changes.find(({ path }) => path.at(-1) === 'replicas');
  return typeof change?.after === 'number' ? change.after : null;
}

function workOf(active: ActiveOperation, index: number) {
  const work = active.entry.work[index];
  if (work === undefined) throw new Error('an operation has work for each step');
  return work;
}

function stepOf(active: ActiveOperation, index: number) {
  const step = active.entry.operation.steps[index];
  if (step === undefined) throw new Error('a step that is not there');
  return step;
}
