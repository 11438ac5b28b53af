import { environmentScope } from '../access/access.ts';
import type { Caller } from '../caller.ts';
import type { Operation } from '../operations/operation.ts';
import { problem } from '../operations/problems.ts';
import type { Problem } from '../problem.ts';
import { isSameActor, isValid } from './approval.ts';
import type { Approval } from './approval.ts';

type Asked = Pick<Operation, 'actor' | 'state' | 'target'> & { readonly approval: Approval };

/** Why the caller may not approve or reject the operation; null where it may. */
export function decisionRefusal({ actor, approval, target }: Asked, caller: Caller): Problem | null {
  if (!caller.access.rolesOn(environmentScope(target)).includes(approval.role)) {
    return problem(
      'FORBIDDEN',
      `Only callers with the role ${approval.role} in ${target.tenant}/${target.environment} decide about this; ${caller.name} has not got it.`,
    );
  }
  if (isSameActor(actor, caller) && !approval.requesterMayApprove) {
    return problem(
      'FORBIDDEN',
      `Somebody else with the role ${approval.role} has to decide: you asked for this. To take it back, use cancelOperation.`,
    );
  }
  return null;
}

/** Whether the operation waits for the caller's decision at `now` (milliseconds since the epoch). */
export function isWaitingFor(operation: Operation, caller: Caller, now: number): boolean {
  const { approval, state } = operation;
  if (approval === null || state !== 'AWAITING_APPROVAL' || isExpired(approval, now)) return false;
  if (!caller.access.sees(operation.target)) return false;
  if (decisionRefusal({ ...operation, approval }, caller) !== null) return false;
  return !approval.decisions.some(
    (decision) => isSameActor(decision.actor, caller) && isValid(approval, decision, now),
  );
}

/** Whether the time is over in which it waits. */
export function isExpired({ expiresAt }: Approval, now: number): boolean {
  return expiresAt !== null && now >= expiresAt;
}
