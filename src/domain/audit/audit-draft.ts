import { redact } from '../../lib/redact.ts';
import type { Operation, Plan, PlannedChange } from '../operations/operation.ts';
import type { Problem } from '../problem.ts';
import type { AuditEntry, AuditOutcome } from './audit-record.ts';

/** Who tries what, from where: all that is known of an attempt before it has ended. */
export type AuditDraft = Pick<
  AuditEntry,
  'actor' | 'credential' | 'address' | 'requestId' | 'action' | 'target' | 'dryRun' | 'reason'
>;

type AttemptEnd = Pick<AuditEntry, 'outcome'> & Partial<Omit<AuditEntry, keyof AuditDraft | 'at' | 'outcome'>>;

/** What an attempt can answer: one of these, or something else that was done. */
export interface AttemptOutcome {
  readonly operation?: Operation;
  readonly plan?: Plan;
  readonly freeze?: object;
  readonly problems?: readonly Problem[];
}

const longestReason = 1_000;
const mostProblems = 50;

/** A draft with how it ended. `at`: milliseconds since the epoch. */
export function auditEntry(draft: AuditDraft, end: AttemptEnd, at: number): AuditEntry {
  return {
    ...draft,
    // A reason that is too long is refused; that attempt is recorded all the same, and must not fill the records.
    reason: draft.reason?.slice(0, longestReason) ?? null,
    at,
    repeated: false,
    operationId: null,
    planDigest: null,
    changes: [],
    ...end,
    problems: (end.problems ?? [])
      .slice(0, mostProblems)
      .map((problem) => ({ ...problem, message: redact(problem.message) })),
  };
}

/** How an attempt ended, by what it answers. */
export function endOf({ problems, plan, operation }: AttemptOutcome): AttemptEnd {
  if (problems !== undefined && problems.length > 0) return { outcome: refusalOf(problems), problems };
  if (plan !== undefined) return { outcome: 'PLANNED', planDigest: plan.digest, changes: plan.changes };
  return operation === undefined ? { outcome: 'ACCEPTED' } : acceptedEnd(operation, []);
}

/** An accepted attempt; `changes` are those of the attempt itself, which are none where it only touches an operation. */
export function acceptedEnd(operation: Operation, changes: readonly PlannedChange[]): AttemptEnd {
  return { outcome: 'ACCEPTED', operationId: operation.id, planDigest: operation.plan?.digest ?? null, changes };
}

/** DENIED is about the caller's rights: a cluster that forbids the gateway something refuses. */
function refusalOf(problems: readonly Problem[]): AuditOutcome {
  return problems.some(({ code, clusterId }) => code === 'FORBIDDEN' && clusterId === null) ? 'DENIED' : 'REFUSED';
}
