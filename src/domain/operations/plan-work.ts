import type { JsonPatchOperation, LiveRevision, LiveWorkload, WorkloadRef } from '../clusters/workload-writer.ts';
import type { AppInstance } from '../fleet/fleet-model.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Problem } from '../problem.ts';
import { failedCheck, notLookedAt, quotaChecks, workloadCheck } from './change-checks.ts';
import { tryEarly } from './early-dry-run.ts';
import type { EarlyDryRun } from './early-dry-run.ts';
import { instanceChecks, instanceWarnings } from './instance-checks.ts';
import { whereOf } from './instance-name.ts';
import type { StepWork } from './journal.ts';
import type { PlannedChange } from './operation.ts';
import { expectDiff } from './plan-diff.ts';
import type { PlanDigests } from './plan-digests.ts';
import { plannedChanges } from './planned-changes.ts';
import type { Check } from './preflight.ts';
import { problem, problemOf } from './problems.ts';
import { buildPatch, withChanges } from './workload-patch.ts';
import type { WorkRequest } from './work-request.ts';

/** One placement's part of a plan. */
export interface PlannedStep {
  readonly instance: AppInstance;
  /** As it was read for the plan: the first write needs no other read. */
  readonly live: LiveWorkload;
  readonly work: StepWork;
  /** Digest of the template that the change makes, or null where it leaves the template. */
  readonly templateDigest: string | null;
  /** Why there is nothing to write; null where there is something. */
  readonly already: string | null;
}

/** What a request would change, and what was found on the way there. */
export interface PlannedWork {
  /** Why it may not be, placement by placement; empty where it may. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly checks: readonly Check[];
  /** Those of the placements where that could be told; all of them where there are no problems. */
  readonly steps: readonly PlannedStep[];
  readonly changes: readonly PlannedChange[];
  /** Null where it could not be told for every placement. */
  readonly digest: string | null;
}

export interface PlanDependencies {
  readonly fleet: Pick<Fleet, 'manager' | 'autoscaler'>;
  readonly digests: Pick<PlanDigests, 'of'>;
}

const kinds = { DEPLOYMENT: 'Deployment', STATEFUL_SET: 'StatefulSet', DAEMON_SET: 'DaemonSet' } as const;
const dryRunAttempts = 3;

/**
 * What the request will change in the chosen instances: read live, tried by a server-side dry run, placement by placement at
 * the same time. Every check of every placement is made, also where one has refused it already, so that all that is in the way is
 * told at once. At the same `now` (milliseconds since the epoch) the same request changes the same on the same workloads.
 */
export async function planWork(
  request: WorkRequest,
  instances: readonly AppInstance[],
  operationId: string,
  now: number,
  dependencies: PlanDependencies,
): Promise<PlannedWork> {
  const parts = await Promise.all(
    instances.map((instance) => planInstance(request, instance, operationId, now, dependencies)),
  );
  const steps = parts.flatMap(({ step }) => step ?? []);
  return {
    problems: parts.flatMap(({ problems }) => problems),
    warnings: parts.flatMap(({ warnings }) => warnings),
    checks: parts.flatMap(({ checks }) => checks),
    steps,
    changes: parts.flatMap(({ change }) => change ?? []),
    digest: steps.length === instances.length ? dependencies.digests.of(steps.map(({ work }) => work)) : null,
  };
}

interface InstancePlan {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly checks: readonly Check[];
  readonly step: PlannedStep | null;
  readonly change: PlannedChange | null;
}

async function planInstance(
  request: WorkRequest,
  instance: AppInstance,
  operationId: string,
  now: number,
  { fleet }: PlanDependencies,
): Promise<InstancePlan> {
  const { checks, refusal, canBePlanned } = instanceChecks(request, instance, fleet);
  const refusals = refusal === null ? [] : [refusal];
  if (!canBePlanned) {
    const all = [...checks, ...notLookedAt(checks, instance.cluster.id)];
    return { problems: refusals, warnings: [], checks: all, step: null, change: null };
  }
  const tried = await tryChange(request, instance, operationId, now);
  const replaced = new Set(tried.checks.map(({ kind }) => kind));
  const all = [...checks.filter(({ kind }) => !replaced.has(kind)), ...tried.checks];
  return {
    ...tried,
    // What the caches refuse was never asked of the cluster: its answer adds to the checks alone.
    problems: refusal === null ? tried.problems : refusals,
    warnings: [...instanceWarnings(request, instance, fleet), ...tried.warnings],
    checks: [...all, ...notLookedAt(all, instance.cluster.id)],
  };
}

/** Reads the workload, and has the change tried by the cluster. */
async function tryChange(
  request: WorkRequest,
  instance: AppInstance,
  operationId: string,
  now: number,
): Promise<InstancePlan> {
  const { kind, meta } = instance.workload;
  const ref: WorkloadRef = { kind, namespace: meta.namespace, name: meta.name };
  // First, since it takes longest.
  const early = tryEarly(request, instance, ref, operationId, now);
  try {
    return await tryBeside(early, request, instance, ref, operationId, now);
  } finally {
    early?.end();
  }
}

async function tryBeside(
  early: EarlyDryRun | null,
  request: WorkRequest,
  instance: AppInstance,
  ref: WorkloadRef,
  operationId: string,
  now: number,
): Promise<InstancePlan> {
  const { cluster, workload } = instance;
  const where = whereOf(instance);
  const clusterId = cluster.id;
  const failed = (problems: readonly Problem[], kind: 'WORKLOAD' | 'ADMISSION', before: readonly Check[] = []) => ({
    problems,
    warnings: [],
    checks: [...before, ...problems.map((found) => failedCheck(found, kind, clusterId))],
    step: null,
    change: null,
  });

  const tryIt = async (patch: readonly JsonPatchOperation[], live: LiveWorkload, before: EarlyDryRun | null) =>
    (await before?.answerTo(patch, live)) ?? (await cluster.writer.patch(ref, patch, { dryRun: true }));
  const revisionsRead = request.kind === 'ROLLBACK' ? cluster.writer.readRevisions(workload) : null;
  // Beside all else: who waits for the plan waits no longer for it.
  const quotasRead = request.kind === 'PAUSE' ? null : cluster.writer.readQuotas(ref.namespace);
  for (let attempt = 1; ; attempt += 1) {
    const [read, readBeside] = await Promise.all([cluster.writer.read(ref), revisionsRead]);
    if (!read.ok) return failed([problemOf(read.failure, clusterId, where)], 'WORKLOAD');
    // Those that were read side by side with the workload may be from before its newest template: then they are read again.
    const behind = readBeside?.ok === true && !isNewest(read.value, readBeside.value);
    const revisions = behind ? await cluster.writer.readRevisions(workload) : readBeside;
    if (revisions !== null && !revisions.ok)
      return failed([problemOf(revisions.failure, clusterId, where)], 'WORKLOAD');
    const live = read.value;
    const known: readonly LiveRevision[] = revisions === null ? [] : revisions.value;
    const found = plannedChanges(request, { live, clusterId, where, revisions: known, now });
    if (!found.ok) return failed(found.failure, 'WORKLOAD');
    const { changes, already } = found.value;
    const work: StepWork = {
      clusterName: cluster.name,
      ref,
      uid: live.workload.meta.uid,
      changes,
      templateBefore: live.workload.template.digest,
      written: null,
    };
    const sense = workloadCheck(request, instance, already);
    const admitted = (message: string): Check => ({
      kind: 'ADMISSION',
      outcome: 'PASSED',
      clusterId,
      message,
      remedy: null,
    });
    const fits = async (after: LiveWorkload) =>
      quotaChecks({ where, before: live, after, resumes: request.kind === 'RESUME' }, await quotasRead, {
        clusterId,
        namespace: ref.namespace,
      });
    if (already !== null) {
      const { checks } = await fits(live);
      return {
        problems: [],
        warnings: [problem('INVALID', `Nothing to change: ${already}.`, { clusterId })],
        checks: [sense, admitted('There is nothing to write.'), ...checks],
        step: { instance, live, work, templateDigest: null, already },
        change: null,
      };
    }
    const patch = buildPatch(live.raw, work.uid, changes, operationId);
    if (!patch.ok) throw new Error('a patch made from what was just read cannot have moved');
    const trying = tryIt(patch.value, live, attempt === 1 ? early : null);
    const diff = expectDiff(live.raw, withChanges(live.raw, changes));
    const tried = await trying;
    if (!tried.ok) {
      // Someone else wrote between the read and the dry run: look again.
      if (tried.failure.reason === 'CONFLICT' && attempt < dryRunAttempts) continue;
      return failed([problemOf(tried.failure, clusterId, where)], 'ADMISSION', [sense]);
    }
    const after = tried.value;
    const changed = after.workload.template.digest !== live.workload.template.digest;
    const { checks, warnings } = await fits(after);
    return {
      problems: [],
      warnings,
      checks: [sense, admitted('The cluster takes the change: a dry run of it went through.'), ...checks],
      step: { instance, live, work, templateDigest: changed ? after.workload.template.digest : null, already: null },
      change: {
        object: {
          clusterId,
          apiVersion: 'apps/v1',
          kind: kinds[ref.kind],
          namespace: ref.namespace,
          name: ref.name,
        },
        action: 'UPDATE',
        diff: diff.to(after.raw),
      },
    };
  }
}

/** Whether the newest of the revisions is the template that the workload has. */
function isNewest({ workload }: LiveWorkload, revisions: readonly LiveRevision[]): boolean {
  const newest = revisions.reduce<LiveRevision | null>(
    (best, revision) => (best === null || revision.record.number > best.record.number ? revision : best),
    null,
  );
  return newest?.record.template.digest === workload.template.digest;
}
