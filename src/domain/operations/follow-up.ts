import { auditEntry } from '../audit/audit-draft.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { sleep } from '../../lib/sleep.ts';
import { RecordsUnavailable } from '../records-unavailable.ts';
import type { Begun, Journal, JournaledOperation } from './journal.ts';
import { isToUndo } from './operation-states.ts';
import type { Operation } from './operation.ts';
import { ownDraft } from './own-attempt.ts';
import type { OperationOutcome } from './operations.ts';
import type { WorkRequest } from './work-request.ts';

interface FollowUpDependencies {
  readonly holder: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly caller: Caller;
  readonly shutdown: AbortSignal;
  readonly perform: (request: WorkRequest, operationId: string) => Promise<OperationOutcome>;
  readonly told: (operation: Operation) => void;
}

const retryMs = 5_000;
/** How long a rollback that cannot start (cluster away, records locked) is tried for, in milliseconds. */
const patienceMs = 600_000;

/**
 * Starts the rollback that a failed deploy owes, back to the templates from before it. Where it cannot start in time, the
 * operation that was announced is there all the same, FAILED, and says why.
 */
export async function followUpRequest(failed: JournaledOperation, dependencies: FollowUpDependencies): Promise<void> {
  const { holder, journal, clock, log, shutdown, perform, caller, told } = dependencies;
  const { followUp, operation } = failed;
  if (followUp === null) return;
  const request = requestOf(failed);
  const startedAt = clock.now();
  for (;;) {
    if (shutdown.aborted) return;
    const outcome = await perform(request, followUp.operationId);
    if ('operation' in outcome) return;
    const problems = 'problems' in outcome ? outcome.problems : [];
    const [first] = problems;
    const maySucceed = problems.some(({ retryable, code }) => retryable || code === 'NOT_FOUND');
    if (maySucceed && clock.now() - startedAt < patienceMs) {
      await sleep(clock, retryMs, shutdown);
      continue;
    }
    log.error({ operation: operation.id, problem: first?.message }, 'a failed deploy could not be rolled back');
    const now = clock.now();
    const entry: JournaledOperation = {
      operation: {
        id: followUp.operationId,
        kind: 'ROLLBACK',
        state: 'FAILED',
        target: operation.target,
        actor: { name: caller.name, kind: caller.kind },
        reason: request.reason ?? null,
        plan: null,
        steps: [],
        problem: first ?? null,
        supersededBy: null,
        approval: null,
        createdAt: now,
        startedAt: null,
        finishedAt: now,
      },
      work: [],
      settings: { deadlineSeconds: null, onFailure: 'LEAVE' },
      followUp: null,
      asked: null,
    };
    const begun = await whenRecorded(
      () =>
        journal.begin({
          entry,
          holder,
          inViewOf: { unfinished: [], newest: null },
          asksFreezes: null,
          key: null,
          superseded: [],
          followUpOf: operation.id,
          audit: auditEntry(
            ownDraft(request, caller),
            { outcome: 'REFUSED', operationId: followUp.operationId, problems },
            now,
          ),
        }),
      dependencies,
    );
    if (begun?.type === 'BEGUN') told(entry.operation);
    return;
  }
}

/** Keeps trying while the records are away; null where the process stops before. */
async function whenRecorded(
  begin: () => Promise<Begun>,
  { clock, log, shutdown }: FollowUpDependencies,
): Promise<Begun | null> {
  while (!shutdown.aborted) {
    try {
      return await begin();
    } catch (error) {
      if (!(error instanceof RecordsUnavailable)) throw error;
      log.warn({ error: error.message }, 'cannot record that a failed deploy was not rolled back; trying again');
      await sleep(clock, retryMs, shutdown);
    }
  }
  return null;
}

function requestOf(failed: JournaledOperation): WorkRequest {
  const { operation, work } = failed;
  const undone = work.filter((_, index) => isToUndo(failed, index));
  const undo = new Map<string, { readonly from: string; readonly to: string }>();
  for (const [index, { uid, templateBefore }] of work.entries()) {
    const from = operation.steps[index]?.templateDigest;
    if (isToUndo(failed, index) && typeof from === 'string') undo.set(uid, { from, to: templateBefore });
  }
  return {
    kind: 'ROLLBACK',
    app: operation.target,
    clusters: [...new Set(undone.map(({ clusterName }) => clusterName))],
    dryRun: false,
    // The deploy was allowed to go ahead, so its undoing is.
    force: true,
    reason: `Deploy ${operation.id} failed: ${operation.problem?.message ?? 'see there'}`.slice(0, 1000),
    undo,
  };
}
