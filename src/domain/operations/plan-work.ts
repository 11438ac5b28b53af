import type { LiveRevision, LiveWorkload, WorkloadRef } from '../clusters/workload-writer.ts';
import type { Result } from '../../lib/result.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { AppInstance } from '../fleet/fleet-model.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Problem } from '../problem.ts';
import { instanceRefusals, instanceWarnings } from './instance-checks.ts';
import { whereOf } from './instance-name.ts';
import type { StepWork } from './journal.ts';
import type { Plan, PlannedChange } from './operation.ts';
import { planDiff, planDigest } from './plan-diff.ts';
import { plannedChanges } from './planned-changes.ts';
import { problem, problemOf } from './problems.ts';
import { buildPatch } from './workload-patch.ts';
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

export interface PlannedWork {
  readonly plan: Plan;
  readonly steps: readonly PlannedStep[];
}

export interface PlanDependencies {
  readonly fleet: Pick<Fleet, 'manager' | 'autoscaler'>;
}

const kinds = { DEPLOYMENT: 'Deployment', STATEFUL_SET: 'StatefulSet', DAEMON_SET: 'DaemonSet' } as const;
const dryRunAttempts = 3;

/**
 * What the request will change in the chosen instances: read live, tried by a server-side dry run, placement by placement at
 * the same time. Every problem of every placement is told. At the same `now` (milliseconds since the epoch) the same request
 * changes the same on the same workloads.
 */
export async function planWork(
  request: WorkRequest,
  instances: readonly AppInstance[],
  operationId: string,
  now: number,
  dependencies: PlanDependencies,
): Promise<Result<PlannedWork, readonly Problem[]>> {
  const results = await Promise.all(
    instances.map((instance) => planInstance(request, instance, operationId, now, dependencies)),
  );
  const problems = results.flatMap((result) => (result.ok ? [] : result.failure));
  if (problems.length > 0) return fail(problems);
  const parts = results.flatMap((result) => (result.ok ? [result.value] : []));
  return succeed({
    plan: {
      changes: parts.flatMap(({ change }) => (change === null ? [] : [change])),
      warnings: parts.flatMap(({ warnings }) => warnings),
      digest: planDigest(parts.map(({ step }) => step.work)),
    },
    steps: parts.map(({ step }) => step),
  });
}

interface InstancePlan {
  readonly step: PlannedStep;
  readonly change: PlannedChange | null;
  readonly warnings: readonly Problem[];
}

async function planInstance(
  request: WorkRequest,
  instance: AppInstance,
  operationId: string,
  now: number,
  { fleet }: PlanDependencies,
): Promise<Result<InstancePlan, readonly Problem[]>> {
  const { cluster, workload } = instance;
  const where = whereOf(instance);
  const refusals = instanceRefusals(request, instance, fleet);
  if (refusals.length > 0) return fail(refusals);

  const ref: WorkloadRef = { kind: workload.kind, namespace: workload.meta.namespace, name: workload.meta.name };
  const revisionsRead = request.kind === 'ROLLBACK' ? cluster.writer.readRevisions(workload) : null;
  for (let attempt = 1; ; attempt += 1) {
    const [read, readBeside] = await Promise.all([cluster.writer.read(ref), revisionsRead]);
    if (!read.ok) return fail([problemOf(read.failure, cluster.id, where)]);
    // Those that were read side by side with the workload may be from before its newest template: then they are read again.
    const behind = readBeside?.ok === true && !isNewest(read.value, readBeside.value);
    const revisions = behind ? await cluster.writer.readRevisions(workload) : readBeside;
    if (revisions !== null && !revisions.ok) return fail([problemOf(revisions.failure, cluster.id, where)]);
    const live = read.value;
    const known: readonly LiveRevision[] = revisions === null ? [] : revisions.value;
    const found = plannedChanges(request, { live, clusterId: cluster.id, where, revisions: known, now });
    if (!found.ok) return found;
    const { changes, already } = found.value;
    const work: StepWork = {
      clusterName: cluster.name,
      ref,
      uid: live.workload.meta.uid,
      changes,
      templateBefore: live.workload.template.digest,
      written: null,
    };
    const warnings = [...instanceWarnings(request, instance, fleet)];
    if (already !== null) {
      warnings.push(problem('INVALID', `Nothing to change: ${already}.`, { clusterId: cluster.id }));
      return succeed({ step: { instance, live, work, templateDigest: null, already }, change: null, warnings });
    }
    const patch = buildPatch(live.raw, work.uid, changes, operationId);
    if (!patch.ok) throw new Error('a patch made from what was just read cannot have moved');
    const tried = await cluster.writer.patch(ref, patch.value, { dryRun: true });
    if (!tried.ok) {
      // Someone else wrote between the read and the dry run: look again.
      if (tried.failure.reason === 'CONFLICT' && attempt < dryRunAttempts) continue;
      return fail([problemOf(tried.failure, cluster.id, where)]);
    }
    const after = tried.value;
    const changed = after.workload.template.digest !== live.workload.template.digest;
    return succeed({
      step: { instance, live, work, templateDigest: changed ? after.workload.template.digest : null, already: null },
      change: {
        object: {
          clusterId: cluster.id,
          apiVersion: 'apps/v1',
          kind: kinds[ref.kind],
          namespace: ref.namespace,
          name: ref.name,
        },
        action: 'UPDATE',
        diff: planDiff(live.raw, after.raw),
      },
      warnings,
    });
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
