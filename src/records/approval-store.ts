import type { Kysely, Transaction } from 'kysely';
import type { ApprovalDecision } from '../domain/approvals/approval.ts';
import type { ApprovedOperation, Journal, NewDecision } from '../domain/operations/journal.ts';
import { appendAudit } from './audit-store.ts';
import { frozenMeanwhile } from './freeze-store.ts';
import { deleteKey, insertKey } from './idempotency-keys.ts';
import { leaseEnd } from './lease-store.ts';
import { lockApp } from './lock-app.ts';
import { toOperation } from './operation-rows.ts';
import { isOutrun, withSteps } from './read-operations.ts';
import type { ApprovalDecisionRow, Tables } from './tables.ts';
import { keepUnfinished, updateOperation } from './update-operation.ts';

const waits = 'AWAITING_APPROVAL';

/** Operations that wait for approvals. Whatever ends the waiting changes the operation's row: of several that try one does. */
export function createApprovalStore(
  db: Kysely<Tables>,
): Pick<Journal, 'waiting' | 'decide' | 'endWaiting' | 'queueApproved'> {
  return {
    async waiting() {
      const rows = await db
        .selectFrom('operation')
        .selectAll()
        .where('state', '=', waits)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return withSteps(db, rows, toOperation);
    },

    decide: (decision) => db.transaction().execute((trx) => decide(trx, decision)),

    endWaiting: (entry, audit) =>
      db.transaction().execute(async (trx) => {
        const ended = await updateOperation(trx, entry, null, waits);
        if (ended && audit !== undefined) await appendAudit(trx, audit);
        return ended;
      }),

    queueApproved: (approved) => db.transaction().execute((trx) => queueApproved(trx, approved)),
  };
}

async function decide(
  trx: Transaction<Tables>,
  { operationId, decision, key, audit, ended, approvedSince }: NewDecision,
): ReturnType<Journal['decide']> {
  const earlier = key === null ? null : await insertKey(trx, key);
  if (earlier !== null) return { type: 'REPEATED', earlier };
  const stillWaits =
    ended === null ? await countChange(trx, operationId) : await updateOperation(trx, ended, null, waits);
  // The operation's row is this transaction's now: no other decides about it before the end.
  const isMade = stillWaits && ended === null && (await hasApproved(trx, operationId, decision, approvedSince));
  if (!stillWaits || isMade) {
    // The key stands for nothing: the next call with it shall be told the same.
    if (key !== null) await deleteKey(trx, key);
    return { type: isMade ? 'MADE' : 'GONE' };
  }
  await trx
    .insertInto('approval_decision')
    .values(decisionRow(operationId, decision))
    .onConflict((conflict) =>
      conflict.columns(['operation_id', 'actor_kind', 'actor_name']).doUpdateSet({
        decision: decision.decision,
        comment: decision.comment,
        digest: decision.digest,
        at: decision.at,
      }),
    )
    .execute();
  await appendAudit(trx, audit);
  return { type: 'DECIDED' };
}

/** Whether the caller approved the same plan before, at a time from which that still counts. */
async function hasApproved(
  trx: Transaction<Tables>,
  operationId: string,
  { actor, digest }: ApprovalDecision,
  approvedSince: number,
): Promise<boolean> {
  const found = await trx
    .selectFrom('approval_decision')
    .select('at')
    .where('operation_id', '=', operationId)
    .where('actor_kind', '=', actor.kind)
    .where('actor_name', '=', actor.name)
    .where('decision', '=', 'APPROVED' satisfies ApprovalDecision['decision'])
    .where('digest', '=', digest)
    .where('at', '>', approvedSince)
    .executeTakeFirst();
  return found !== undefined;
}

/** Other gateways hear of what has another version. */
async function countChange(trx: Transaction<Tables>, operationId: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('operation')
    .set((expression) => ({ version: expression('version', '+', 1) }))
    .where('id', '=', operationId)
    .where('state', '=', waits)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function queueApproved(
  trx: Transaction<Tables>,
  { entry, holder, inViewOf, asksFreezes, superseded, approvedSince }: ApprovedOperation,
): ReturnType<Journal['queueApproved']> {
  const { id, target, plan, approval } = entry.operation;
  if (plan === null || approval === null) throw new Error('what is approved has a plan and a rule');
  await lockApp(trx, target);
  const { approvals } = await trx
    .selectFrom('approval_decision')
    .select((expression) => expression.fn.countAll<number>().as('approvals'))
    .where('operation_id', '=', id)
    .where('decision', '=', 'APPROVED' satisfies ApprovalDecision['decision'])
    .where('digest', '=', plan.digest)
    .where('at', '>', approvedSince)
    .executeTakeFirstOrThrow();
  if (Number(approvals) < approval.required) return { type: 'GONE' };
  if (await isOutrun(trx, target, inViewOf)) return { type: 'OUTRUN' };
  const frozen = await frozenMeanwhile(trx, asksFreezes);
  if (frozen !== null) return frozen;
  if (!(await keepUnfinished(trx, superseded))) return { type: 'OUTRUN' };
  if (!(await updateOperation(trx, entry, null, waits))) return { type: 'GONE' };
  const { fence } = await trx
    .updateTable('operation')
    .set((expression) => ({ holder, fence: expression('fence', '+', 1), lease_until: leaseEnd(trx) }))
    .where('id', '=', id)
    .returning('fence')
    .executeTakeFirstOrThrow();
  for (const ended of superseded) await updateOperation(trx, ended, null);
  return { type: 'QUEUED', fence: Number(fence) };
}

function decisionRow(
  operationId: string,
  { actor, decision, comment, at, digest }: ApprovalDecision,
): ApprovalDecisionRow {
  return {
    operation_id: operationId,
    actor_name: actor.name,
    actor_kind: actor.kind,
    decision,
    comment,
    digest,
    at,
  };
}
