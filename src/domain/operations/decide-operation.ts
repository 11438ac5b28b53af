import type { Attempt } from '../audit/attempt.ts';
import { isSameActor, isValid } from '../approvals/approval.ts';
import type { Approval, ApprovalDecision } from '../approvals/approval.ts';
import { decisionRefusal, isExpired } from '../approvals/may-decide.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Problem } from '../problem.ts';
import { expiredProblem, rejectedProblem } from './approval-problems.ts';
import { getAsSeen } from './get-as-seen.ts';
import { keyOf, repeatedOutcome } from './idempotency.ts';
import type { UnboundKey } from './idempotency.ts';
import type { Journal, JournaledOperation } from './journal.ts';
import { rejectedWhole } from './operation-states.ts';
import type { Operation } from './operation.ts';
import type { DecisionRequest, OperationOutcome } from './operations.ts';
import type { OperationPool } from './operation-pool.ts';
import { problem } from './problems.ts';
import type { ReleaseApproved } from './release-approved.ts';
import { decisionMistakes } from './validate-request.ts';

interface DecideDependencies {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly pool: Pick<OperationPool, 'hear'>;
  readonly get: (id: string) => Promise<Operation | null>;
  readonly release: ReleaseApproved;
}

type Decide = (request: DecisionRequest, caller: Caller, attempt: Attempt) => Promise<OperationOutcome>;

/** Records a decision about an operation that waits for approvals; the one that was missing lets it begin. */
export function createDecideOperation({ journal, clock, pool, get, release }: DecideDependencies): Decide {
  /** What the operation is after the decision, of which everyone is told. */
  const settled = async (id: string): Promise<OperationOutcome> => {
    const [entry] = await journal.read([id]);
    if (entry === undefined) return { problems: [notFound()] };
    pool.hear(entry);
    await release(entry);
    return { operation: (await get(id)) ?? entry.operation };
  };

  const decide = async (
    request: DecisionRequest,
    entry: JournaledOperation,
    approval: Approval,
    caller: Caller,
    key: UnboundKey | null,
    attempt: Attempt,
  ): Promise<OperationOutcome> => {
    const { operation } = entry;
    const { id } = operation;
    const at = clock.now();
    const digest = operation.plan?.digest ?? '';
    const comment = request.comment ?? null;
    const refused = decisionRefusal({ ...operation, approval }, caller);
    if (refused !== null) return { problems: [refused] };
    const decision: ApprovalDecision = {
      actor: { name: caller.name, kind: caller.kind },
      decision: request.decision,
      comment,
      at,
      digest,
    };
    if (isMadeAlready(decision, request, operation, approval)) {
      attempt.isRepeat();
      return { operation };
    }
    if (operation.state !== 'AWAITING_APPROVAL') return { problems: [goneProblem(operation)] };
    if (isExpired(approval, at)) {
      await release(entry);
      return { problems: [problem('CONFLICT', expiredProblem(approval).message, { path })] };
    }
    if (request.decision === 'APPROVED' && request.digest !== digest) {
      const message = `The digest of this operation's plan is ${digest}. Look at the plan, and approve it with its own digest.`;
      return { problems: [problem('CONFLICT', message, { path: ['input', 'digest'] })] };
    }
    const ended =
      request.decision === 'REJECTED' ? rejectedWhole(entry, at, rejectedProblem(caller, request.comment ?? '')) : null;
    const answer = await journal.decide({
      operationId: id,
      decision,
      key: key && { ...key, operationId: id },
      audit: attempt.accepted({ operation }),
      ended,
      approvedSince: at - approval.validSeconds * 1000,
    });
    if (answer.type === 'REPEATED' && key !== null) return repeatedOutcome(answer.earlier, key, get, attempt);
    if (answer.type !== 'DECIDED') {
      // Since it was read above somebody has decided: another, or the same caller, here or at another gateway.
      const present = (await journal.read([id]))[0]?.operation ?? operation;
      if (!isMadeAlready(decision, request, present, present.approval ?? approval)) {
        return { problems: [goneProblem((await get(id)) ?? operation)] };
      }
      attempt.isRepeat();
      return settled(id);
    }
    attempt.wasRecorded();
    return settled(id);
  };

  return async (request, caller, attempt) => {
    const { idempotencyKey, ...input } = request;
    const [first, ...more] = decisionMistakes(request);
    if (first !== undefined) return { problems: [first, ...more] };
    const key = keyOf(idempotencyKey, { kind: 'DECIDE', ...input }, caller, clock);
    const earlier = key === null ? null : await journal.findKey(key.caller, key.key);
    const getSeen = getAsSeen(get, caller.access);
    if (earlier !== null && key !== null) return repeatedOutcome(earlier, key, getSeen, attempt);
    const [entry] = await journal.read([request.operationId]);
    if (entry === undefined || !caller.access.sees(entry.operation.target)) return { problems: [notFound()] };
    const { approval } = entry.operation;
    if (approval === null || approval.brokenBy !== null) {
      return { problems: [problem('CONFLICT', 'No approval was asked for this operation.', { path })] };
    }
    return decide(request, entry, approval, caller, key, attempt);
  };
}

const path = ['input', 'operation'];

/** Whether the caller has decided so before, and that still counts (or has had its effect). */
function isMadeAlready(
  decision: ApprovalDecision,
  request: DecisionRequest,
  { state }: Operation,
  approval: Approval,
): boolean {
  const before = approval.decisions.find(({ actor }) => isSameActor(actor, decision.actor));
  if (before === undefined || before.decision !== decision.decision) return false;
  if (request.decision === 'APPROVED' && before.digest !== request.digest) return false;
  return state !== 'AWAITING_APPROVAL' || isValid(approval, before, decision.at);
}

function goneProblem({ state }: Operation): Problem {
  return problem('CONFLICT', `The operation is ${state} and waits for no approval any more.`, { path });
}

function notFound(): Problem {
  return problem('NOT_FOUND', 'There is no such operation.', { path });
}
