import type { ClusterFailure } from '../clusters/cluster-failure.ts';
import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { JsonPatchOperation, LiveWorkload } from '../clusters/workload-writer.ts';
import type { Clock } from '../../lib/clock.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { Result } from '../../lib/result.ts';
import { fail } from '../../lib/result.ts';
import type { Problem } from '../problem.ts';
import { RecordsUnavailable } from '../records-unavailable.ts';
import type { ActiveOperation } from './active-operation.ts';
import { describeMoved, describeUndone } from './describe-change.ts';
import type { FieldChange } from './field-change.ts';
import { sameJson, valueAt } from './field-path.ts';
import type { StepWork, WrittenChange } from './journal.ts';
import { problem, problemOf } from './problems.ts';
import { buildPatch, isWritten } from './workload-patch.ts';
import { writtenChange } from './written-change.ts';

/** What came of one attempt to bring a step's change into its cluster. */
export type WriteAttempt =
  | { readonly type: 'WRITTEN'; readonly written: WrittenChange; readonly templateDigest: string | null }
  | { readonly type: 'FAILED'; readonly problem: Problem }
  | { readonly type: 'RETRY'; readonly failure: ClusterFailure; readonly atOnce: boolean }
  | { readonly type: 'STOPPED' };

const stoppedBefore: WriteAttempt = { type: 'STOPPED' };

export interface AttemptOptions {
  readonly clock: Clock;
  /** Once it aborts, nothing is written any more. */
  readonly signal: AbortSignal;
  /** Journals what the step goes on from where that is another template than the plan's; false: it must not go on. */
  readonly replan: (templateBefore: string) => Promise<boolean>;
}

/**
 * Writes a step's change once, or finds that it is there already. `live` is what the plan read a moment ago; without it the
 * workload is read first, which settles whatever an earlier attempt, or an earlier process, left open.
 */
export async function attemptWrite(
  active: ActiveOperation,
  work: StepWork,
  cluster: ClusterSource,
  live: LiveWorkload | null,
  { clock, signal, replan }: AttemptOptions,
): Promise<WriteAttempt> {
  const operationId = active.entry.operation.id;
  const where = `${cluster.name}/${work.ref.namespace}/${work.ref.name}`;
  const failed = (code: Problem['code'], message: string): WriteAttempt => ({
    type: 'FAILED',
    problem: problem(code, `${where}: ${message}`, { clusterId: cluster.id }),
  });
  const refused = (failure: ClusterFailure): WriteAttempt =>
    failure.retryable || failure.reason === 'UNKNOWN_OUTCOME'
      ? { type: 'RETRY', failure, atOnce: false }
      : { type: 'FAILED', problem: problemOf(failure, cluster.id, where) };

  let now = live;
  if (now === null) {
    const read = await cluster.writer.read(work.ref);
    if (!read.ok) {
      return read.failure.reason === 'NOT_FOUND'
        ? failed('NOT_FOUND', 'it was deleted by someone else.')
        : refused(read.failure);
    }
    now = read.value;
  }
  if (now.workload.meta.uid !== work.uid) {
    return failed('NOT_FOUND', 'it was deleted and made anew by someone else; the new one is left as it is.');
  }
  if (isWritten(now.raw, operationId)) {
    const undone = work.changes
      .map((change) => ({ change, now: valueAt(now.raw, change.path) }))
      .filter(({ change, now: value }) => !sameJson(value, change.after));
    if (undone.length > 0) {
      return failed('CONFLICT', `it was written, and changed by someone else since: ${describeUndone(undone)}.`);
    }
    return writtenAs(now, work, 'FOUND', clock);
  }
  const patch = buildPatch(now.raw, work.uid, changesOn(now.raw, work), operationId);
  if (!patch.ok) return failed('CONFLICT', `${describeMoved(patch.failure)}. Look at it, and ask again.`);
  if (patch.value.length === 0) return writtenAs(now, work, 'ALREADY', clock);

  // An operation that was ahead in the queue has set another template since the plan: that is what this one replaces.
  const { digest } = now.workload.template;
  const onTop = digest === work.templateBefore ? work : { ...work, templateBefore: digest };
  if (onTop !== work && !(await replan(digest))) return stoppedBefore;
  // Behind a conflict others are at work here, one of which may have ended this operation.
  const may = () => (live === null ? active.hold() : active.mayWrite());
  const call = writeHeld(may, cluster, work.ref, patch.value, signal);
  active.writing.add(call);
  const answer = await call.finally(() => active.writing.delete(call));
  if (answer === null) return stoppedBefore;
  if (answer.ok) return writtenAs(answer.value, onTop, 'MADE', clock);
  // Something moved since it was read; what, the next read tells.
  if (answer.failure.reason === 'CONFLICT') return { type: 'RETRY', failure: answer.failure, atOnce: true };
  return refused(answer.failure);
}

/** What the step changes on the workload as it is now: what a superseded operation wrote at the last moment belongs to it. */
export function changesOn(raw: JsonObject, { changes, undoes = [] }: StepWork): readonly FieldChange[] {
  if (!undoes.some((id) => isWritten(raw, id))) return changes;
  return changes.map(({ path, after }) => {
    const before = valueAt(raw, path);
    return { path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  });
}

/** Writes if this process still has the lease; null where it has not, or is told to stop. */
async function writeHeld(
  may: () => Promise<boolean>,
  cluster: ClusterSource,
  ref: StepWork['ref'],
  patch: readonly JsonPatchOperation[],
  signal: AbortSignal,
): Promise<Result<LiveWorkload, ClusterFailure> | null> {
  try {
    if (!(await may())) return null;
  } catch (error) {
    if (!(error instanceof RecordsUnavailable)) throw error;
    return fail({ reason: 'UNAVAILABLE', message: 'Operations cannot be recorded now.', retryable: true });
  }
  return signal.aborted ? null : cluster.writer.patch(ref, patch, { dryRun: false });
}

/** What an earlier attempt wrote, where the workload says that this operation was the last to change it; else null. */
export function foundWritten(
  operationId: string,
  work: StepWork,
  live: LiveWorkload,
  clock: Clock,
): Extract<WriteAttempt, { type: 'WRITTEN' }> | null {
  if (live.workload.meta.uid !== work.uid || !isWritten(live.raw, operationId)) return null;
  return writtenAs(live, work, 'FOUND', clock);
}

function writtenAs(
  live: LiveWorkload,
  work: StepWork,
  how: Parameters<typeof writtenChange>[1],
  clock: Clock,
): Extract<WriteAttempt, { type: 'WRITTEN' }> {
  const { digest } = live.workload.template;
  const setsTemplate = work.changes.some(({ path }) => path[0] === 'spec' && path[1] === 'template');
  return {
    type: 'WRITTEN',
    written: writtenChange(live, how, clock.now()),
    templateDigest: setsTemplate && digest !== work.templateBefore ? digest : null,
  };
}
