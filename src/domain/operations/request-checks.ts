import { environmentScope } from '../access/access.ts';
import type { Access } from '../access/access.ts';
import type { Action } from '../access/action.ts';
import type { ApprovalRule } from '../approvals/approval-rule.ts';
import type { Actor, Caller } from '../caller.ts';
import type { EnvironmentKey } from '../fleet/keys.ts';
import type { Problem } from '../problem.ts';
import { approvalWarning, breakGlassRefusal } from './approval-problems.ts';
import type { OperationKind, Plan, Preflight } from './operation.ts';
import type { PlannedWork } from './plan-work.ts';
import { inOrder, verdictOf } from './preflight.ts';
import type { Check } from './preflight.ts';
import { problem } from './problems.ts';
import { isForced } from './work-request.ts';
import type { WorkRequest } from './work-request.ts';

/** Why something was not begun, and what was found of it; the latter is absent where it did not come to looking. */
export interface Refusal {
  readonly problems: readonly Problem[];
  readonly preflight?: Preflight;
}

const aboutAll = { clusterId: null } as const;

const actionOf: Readonly<Record<OperationKind, Action>> = {
  DEPLOY: 'DEPLOY',
  SCALE: 'SCALE',
  ROLLBACK: 'ROLL_BACK',
  RESTART: 'RESTART',
  PAUSE: 'PAUSE',
  RESUME: 'PAUSE',
};

/** Whether the caller may do this to the app. */
export function accessCheck({ access }: Pick<Caller, 'access'>, request: WorkRequest): Check {
  const { tenant, environment } = request.app;
  const needed: readonly Action[] = [actionOf[request.kind], ...(isForced(request) ? (['FORCE'] as const) : [])];
  const missing = needed.filter((action) => !access.may(action, environmentScope(request.app)));
  if (missing.length === 0) {
    return { ...aboutAll, kind: 'ACCESS', outcome: 'PASSED', message: 'You may do this.', remedy: null };
  }
  const rights = missing.join(' and ');
  return {
    ...aboutAll,
    kind: 'ACCESS',
    outcome: 'REFUSED',
    message: `You may not do this in ${tenant}/${environment}: it needs ${rights} there.`,
    remedy: `Ask whoever gives out access for a role with ${rights} in ${tenant}/${environment}.`,
  };
}

/** Why what was approved does not begin: whoever asked may not do it by now. Null where they may. */
export function lostRightProblem({ name }: Actor, access: Access, request: WorkRequest): Problem | null {
  if (access.sees(request.app) && accessCheck({ access }, request).outcome !== 'REFUSED') return null;
  const where = `${request.app.tenant}/${request.app.environment}`;
  const message = `${name} asked for this, and may not do it in ${where} any more. Somebody who may has to ask for it.`;
  return problem('FORBIDDEN', message);
}

/** What the rule asks of it; `breaks`: the caller wants to go ahead without. */
export function approvalCheck(
  rule: ApprovalRule | null,
  caller: Caller,
  environment: EnvironmentKey,
  breaks: boolean,
): Check {
  const check = { ...aboutAll, kind: 'APPROVAL' } as const;
  if (rule === null) {
    return { ...check, outcome: 'PASSED', message: 'No rule asks for approvals of this.', remedy: null };
  }
  const unallowed = breaks ? breakGlassRefusal(rule, caller, environment) : null;
  if (unallowed !== null) {
    const remedy = `Leave breakGlass out, and ask somebody with the role ${rule.role} to approve.`;
    return { ...check, outcome: 'REFUSED', message: unallowed.message, remedy };
  }
  if (breaks) {
    const message = 'It goes ahead without the approvals that a rule asks for, and that is recorded.';
    return { ...check, outcome: 'WARNED', message, remedy: null };
  }
  const remedy = `Ask somebody with the role ${rule.role} to approve it.`;
  return { ...check, outcome: 'NEEDS_APPROVAL', message: approvalWarning(rule).message, remedy };
}

/** `frozen`: why a freeze keeps it from beginning. */
export function frozenCheck(frozen: Problem | null): Check {
  const check = { ...aboutAll, kind: 'FREEZE' } as const;
  if (frozen === null) return { ...check, outcome: 'PASSED', message: 'No freeze is in the way.', remedy: null };
  const remedy = 'Wait until the freeze is over, have it ended, or leave out what is frozen.';
  return { ...check, outcome: 'REFUSED', message: frozen.message, remedy };
}

/** All that was found; `conflict`: why the placements cannot be changed together, though each could. */
export function preflightOf(
  { checks, changes, digest }: PlannedWork,
  conflict: Problem | null,
  ofRequest: readonly Check[],
): Preflight {
  const together: readonly Check[] =
    conflict === null
      ? []
      : [
          {
            ...aboutAll,
            kind: 'WORKLOAD',
            outcome: 'REFUSED',
            message: conflict.message,
            remedy: 'Say which revision to go back to, or name one placement in clusters.',
          },
        ];
  const all = inOrder([...ofRequest, ...together, ...checks]);
  return { verdict: verdictOf(all), checks: all, changes, digest };
}

/** Why what was planned may not begin: a freeze came meanwhile. */
export function frozenSince({ checks, changes, digest }: Plan, frozen: Problem): Refusal {
  const all = checks.map((check) => (check.kind === 'FREEZE' ? frozenCheck(frozen) : check));
  return { problems: [frozen], preflight: { verdict: verdictOf(all), checks: all, changes, digest } };
}

/** What a plan without problems comes to. */
export function planOf({ verdict, checks, changes, digest }: Preflight, warnings: readonly Problem[]): Plan {
  if (digest === null) throw new Error('what has no problems is planned for every placement');
  return { verdict, checks, changes, warnings, digest };
}
