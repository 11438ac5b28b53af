import type { AccessNow } from '../access/access-now.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { validApprovals } from '../approvals/approval.ts';
import type { Approval } from '../approvals/approval.ts';
import { isExpired } from '../approvals/may-decide.ts';
import type { ClusterRegistry } from '../clusters/cluster-source.ts';
import type { Problem } from '../problem.ts';
import { RecordsUnavailable } from '../records-unavailable.ts';
import { expiredProblem, movedProblem } from './approval-problems.ts';
import type { Journal, JournaledOperation } from './journal.ts';
import { newSteps } from './new-operation.ts';
import type { OperationPool } from './operation-pool.ts';
import { rejectedWhole } from './operation-states.ts';
import type { Plan } from './operation.ts';
import type { PlanDigests } from './plan-digests.ts';
import type { PlannedStep } from './plan-work.ts';
import type { QueueEntrance } from './queue-entrance.ts';
import { lostRightProblem } from './request-checks.ts';

export interface ReleaseDependencies {
  readonly holder: string;
  readonly journal: Journal;
  readonly pool: OperationPool;
  readonly queue: QueueEntrance;
  readonly registry: Pick<ClusterRegistry, 'byId'>;
  readonly digests: PlanDigests;
  readonly accessNow: AccessNow | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly shutdown: AbortSignal;
}

/** How often it is planned anew because another gateway began something on the app meanwhile. */
const rounds = 5;

/**
 * Looks at an operation that waits for approvals: with enough of them it is planned anew and takes its place in the queue; it ends
 * where the plan is another by now, may not be, its time is over, or whoever asked may do it no more. Whatever cannot be told now is
 * left for the next look.
 */
export type ReleaseApproved = (waiting: JournaledOperation) => Promise<void>;

export function createReleaseApproved(dependencies: ReleaseDependencies): ReleaseApproved {
  const { holder, journal, pool, queue, registry, digests, accessNow, clock, log, shutdown } = dependencies;

  const end = async (entry: JournaledOperation, problem: Problem) => {
    const ended = rejectedWhole(entry, clock.now(), problem);
    if (await journal.endWaiting(ended)) pool.hear(ended);
  };

  /** Whether a cluster that the plan leaves out is only away: then it says nothing. */
  const isPartial = ({ operation, work }: JournaledOperation, steps: readonly PlannedStep[]) =>
    operation.steps.some(({ clusterId }, index) => {
      const planned = steps.some((step) => step.work.uid === work[index]?.uid);
      return !planned && (registry.byId(clusterId ?? '')?.state.gap ?? null) !== null;
    });

  const look = async (id: string): Promise<'DONE' | 'OUTRUN'> => {
    const [entry] = await journal.read([id]);
    if (entry === undefined || entry.operation.state !== 'AWAITING_APPROVAL') return 'DONE';
    const { approval, plan } = entry.operation;
    if (approval === null || plan === null || entry.asked === null) throw new Error('what waits has all that it needs');
    if (isExpired(approval, clock.now())) {
      await end(entry, expiredProblem(approval));
      return 'DONE';
    }
    if (!hasEnough(approval, plan, clock.now()) || shutdown.aborted) return 'DONE';

    const { asker, request } = entry.asked;
    const lost = asker && accessNow ? lostRightProblem(asker, await accessNow(asker), request) : null;
    if (lost !== null) {
      await end(entry, lost);
      return 'DONE';
    }
    const prepared = await queue.prepare({ ...entry.asked, id, asksFreezes: true, checks: [] });
    if (!prepared.ok) {
      const final = prepared.failure.problems.find(({ retryable }) => !retryable);
      if (final !== undefined) await end(entry, final);
      return 'DONE';
    }
    const { steps, inViewOf, freezable, now } = prepared.value;
    if (isPartial(entry, steps)) return 'DONE';
    const work = steps.map((step) => step.work);
    if (!digests.isOf(work, plan.digest)) {
      await end(entry, movedProblem(entry, work));
      return 'DONE';
    }
    const pending: JournaledOperation = {
      ...entry,
      asked: null,
      operation: {
        ...entry.operation,
        state: 'PENDING',
        approval: { ...approval, approvedAt: now },
        steps: newSteps(steps),
      },
      work,
    };
    const approvedSince = clock.now() - approval.validSeconds * 1000;
    const entered = await queue.enter(pending, prepared.value, async (queued, superseded) => {
      const answer = await journal.queueApproved({
        entry: queued,
        holder,
        inViewOf,
        asksFreezes: freezable && { where: freezable, at: clock.now() },
        superseded,
        approvedSince,
      });
      return answer.type === 'QUEUED' ? { type: 'IN', fence: answer.fence } : { type: 'NOT', why: answer };
    });
    if (entered.type === 'IN') return 'DONE';
    if (entered.why.type === 'FROZEN') await end(entry, entered.why.problem);
    return entered.why.type === 'OUTRUN' ? 'OUTRUN' : 'DONE';
  };

  return async ({ operation: { id, target, approval, plan } }) => {
    const now = clock.now();
    if (approval === null || !(isExpired(approval, now) || hasEnough(approval, plan, now))) return;
    try {
      await queue.perApp(target, async () => {
        for (let round = 0; round < rounds; round += 1) if ((await look(id)) === 'DONE') return;
      });
    } catch (error) {
      if (!(error instanceof RecordsUnavailable)) throw error;
      log.warn({ operation: id, error: error.message }, 'cannot begin an approved operation; trying again');
    }
  };
}

function hasEnough(approval: Approval, plan: Plan | null, now: number): boolean {
  return validApprovals(approval, plan?.digest ?? '', now).length >= approval.required;
}
