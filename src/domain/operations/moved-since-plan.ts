import type { ClusterFailure } from '../clusters/cluster-failure.ts';
import type { LiveWorkload } from '../clusters/workload-writer.ts';
import type { Result } from '../../lib/result.ts';
import type { Problem } from '../problem.ts';
import { describeMoved } from './describe-change.ts';
import type { JournaledOperation, StepWork } from './journal.ts';
import type { PlanDigests } from './plan-digests.ts';
import { problem } from './problems.ts';
import { movedFields } from './workload-patch.ts';
import type { MovedField } from './workload-patch.ts';
import { changesOn } from './write-step.ts';

/** A target that is no longer as it was planned. */
interface MovedTarget {
  readonly clusterId: string | null;
  readonly words: string;
  /** What would be written now; null: the target is gone. */
  readonly work: StepWork | null;
}

/**
 * Why an operation of which nothing is written yet may not begin: the digest of what it would write now is another than its plan's.
 * What operations ahead of it in the queue were to set has not moved. `reads`, by step, is null for what cannot be read.
 */
export function movedSincePlan(
  { operation, work }: JournaledOperation,
  reads: readonly (Result<LiveWorkload, ClusterFailure> | null)[],
  digests: PlanDigests,
): Problem | null {
  const moved: MovedTarget[] = [];
  const now = work.flatMap((planned, index) => {
    const target = movedTarget(planned, reads[index] ?? null, operation.steps[index]?.clusterId ?? null);
    if (target === null) return [planned];
    moved.push(target);
    return target.work ?? [];
  });
  if (moved.length === 0 || digests.isOf(now, operation.plan?.digest ?? '')) return null;
  const [first, ...others] = moved;
  const clusterId = others.length === 0 ? first?.clusterId : null;
  const what = moved.map(({ words }) => words).join('; ');
  const message = `The plan does not hold any more, and nothing was written: ${what}. Look at it, and ask again.`;
  return problem('CONFLICT', message, typeof clusterId === 'string' ? { clusterId } : {});
}

function movedTarget(
  planned: StepWork,
  read: Result<LiveWorkload, ClusterFailure> | null,
  clusterId: string | null,
): MovedTarget | null {
  const where = `${planned.clusterName}/${planned.ref.namespace}/${planned.ref.name}`;
  if (read === null) return null;
  if (!read.ok) {
    if (read.failure.reason !== 'NOT_FOUND') return null;
    return { clusterId, words: `${where} was deleted by someone else`, work: null };
  }
  const { raw, workload } = read.value;
  if (workload.meta.uid !== planned.uid) {
    const words = `${where} was deleted and made anew by someone else`;
    return { clusterId, words, work: { ...planned, uid: workload.meta.uid } };
  }
  const fields = movedFields(raw, changesOn(raw, planned));
  if (fields.length === 0) return null;
  return { clusterId, words: `${where}: ${describeMoved(fields)}`, work: withMoved(planned, fields) };
}

/** The work with what its moved fields are now as what they were before. */
function withMoved(work: StepWork, moved: readonly MovedField[]): StepWork {
  const changes = work.changes.map((change) => {
    const found = moved.find((field) => field.change === change);
    if (found === undefined) return change;
    const { path, after } = change;
    return { path, ...(found.now !== undefined && { before: found.now }), ...(after !== undefined && { after }) };
  });
  return { ...work, changes };
}
