import { validApprovals } from '../approvals/approval.ts';
import type { Approval } from '../approvals/approval.ts';
import type { ApprovalRule } from '../approvals/approval-rule.ts';
import { environmentScope } from '../access/access.ts';
import type { Caller } from '../caller.ts';
import type { EnvironmentKey } from '../fleet/keys.ts';
import type { Problem } from '../problem.ts';
import { describeMoved } from './describe-change.ts';
import { sameJson, samePath } from './field-path.ts';
import type { JournaledOperation, StepWork } from './journal.ts';
import type { Operation } from './operation.ts';
import { problem } from './problems.ts';

/** What a plan says of the approvals that it will need. */
export function approvalWarning({ approvals, role, requesterMayApprove }: ApprovalRule): Problem {
  const who = requesterMayApprove ? `callers with the role ${role}` : `callers with the role ${role} other than you`;
  const message = `This needs ${approvals === 1 ? 'an approval' : `${approvals} approvals`} by ${who}. It waits for that before anything is changed.`;
  return problem('APPROVAL_REQUIRED', message);
}

/** Why the caller may not go ahead without the approvals that the rule asks for; null where it may. */
export function breakGlassRefusal(
  { breakGlass, role }: ApprovalRule,
  caller: Caller,
  environment: EnvironmentKey,
): Problem | null {
  if (caller.access.rolesOn(environmentScope(environment)).some((name) => breakGlass.includes(name))) return null;
  const allowed = breakGlass.length === 0 ? 'Nobody may' : `Only callers with the role ${breakGlass.join(' or ')} may`;
  const message = `${allowed} go ahead here without approvals. Leave breakGlass out, and ask somebody with the role ${role} to approve.`;
  return problem('FORBIDDEN', message, { path: ['input', 'breakGlass'] });
}

export function expiredProblem({ required, role, expiresAt }: Approval): Problem {
  const needed = required === 1 ? 'an approval' : `${required} approvals`;
  const until = new Date(expiresAt ?? 0).toISOString();
  return problem(
    'APPROVAL_REQUIRED',
    `It waited for ${needed} by ${role} until ${until}, and had not enough. Ask again.`,
  );
}

export function rejectedProblem({ name }: Caller, comment: string): Problem {
  return problem('POLICY_DENIED', `Rejected by ${name}: ${comment}`);
}

/** Why an operation that was approved may not begin at its turn: its approvals count no more. Null where they do. */
export function lapsedProblem({ approval, plan }: Operation, now: number): Problem | null {
  if (approval === null || approval.brokenBy !== null) return null;
  if (validApprovals(approval, plan?.digest ?? '', now).length >= approval.required) return null;
  const message = `Approvals count for ${approval.validSeconds} s here, and that was over before its turn came. Ask again.`;
  return problem('APPROVAL_REQUIRED', message);
}

/** What is no longer as the approved plan has it. `next`: the work of the plan that was made since. */
export function movedProblem(approved: JournaledOperation, next: readonly StepWork[]): Problem {
  const gone = approved.work.filter(({ uid }) => !next.some((work) => work.uid === uid));
  const come = next.filter(({ uid }) => !approved.work.some((work) => work.uid === uid));
  const words = [
    ...gone.map((work) => `${whereOf(work)} is gone, or was made anew`),
    ...come.map((work) => `${whereOf(work)} has come`),
    ...approved.work.flatMap((work) => {
      const found = next.find(({ uid }) => uid === work.uid);
      const moved = found === undefined ? [] : movedFields(work, found);
      return moved.length === 0 ? [] : [`${whereOf(work)}: ${describeMoved(moved)}`];
    }),
  ];
  const what = words.length === 0 ? 'what it would change is another thing now' : words.join('; ');
  return problem('CONFLICT', `The plan that was approved does not hold any more: ${what}. Look at it, and ask again.`);
}

function movedFields(before: StepWork, after: StepWork) {
  return before.changes.flatMap((change) => {
    const now = after.changes.find(({ path }) => samePath(path, change.path));
    return now === undefined || sameJson(now.before, change.before) ? [] : [{ change, now: now.before }];
  });
}

function whereOf({ clusterName, ref }: StepWork): string {
  return `${clusterName}/${ref.namespace}/${ref.name}`;
}
