import { redact } from '../../lib/redact.ts';
import type { Operation, Plan, PlannedChange, Preflight } from '../operations/operation.ts';
import type { Problem } from '../problem.ts';
import type { AuditEntry, AuditOutcome, AuditTarget } from './audit-record.ts';

/** Who tries what, from where: all that is known of an attempt before it has ended. */
export type AuditDraft = Pick<
  AuditEntry,
  'actor' | 'credential' | 'address' | 'requestId' | 'action' | 'target' | 'dryRun' | 'reason'
>;

type AttemptEnd = Pick<AuditEntry, 'outcome'> & Partial<Omit<AuditEntry, Exclude<keyof AuditDraft, 'target'> | 'at'>>;

/** What an attempt can answer: one of these, or something else that was done. */
export interface AttemptOutcome {
  readonly operation?: Operation;
  readonly plan?: Plan;
  readonly freeze?: object;
  readonly apiToken?: object;
  readonly binding?: object;
  readonly problems?: readonly Problem[];
  /** What was found of what the problems refuse. */
  readonly preflight?: Preflight;
}

/** What an accepted attempt did. */
export interface Accepted {
  /** What it began or changed. */
  readonly operation?: Operation;
  /** What the attempt itself will change: nothing where it only stops or approves something. */
  readonly changes?: readonly PlannedChange[];
  /** Whether it went ahead without the approvals that a rule asks for. */
  readonly brokeGlass?: boolean;
  /** What it made, which has an id only now. */
  readonly target?: AuditTarget;
}

const longestReason = 1_000;
const mostProblems = 50;

/** A draft with how it ended. `at`: milliseconds since the epoch. */
export function auditEntry(draft: AuditDraft, end: AttemptEnd, at: number): AuditEntry {
  return {
    ...draft,
    // A reason that is too long is refused; that attempt is recorded all the same, and must not fill the records. Records stay: what
    // somebody pasted into it by mistake must not.
    reason: draft.reason === null ? null : redact(draft.reason.slice(0, longestReason)),
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
export function endOf({ problems, preflight, plan, operation }: AttemptOutcome): AttemptEnd {
  if (problems !== undefined && problems.length > 0) {
    const { digest = null, changes = [] } = preflight ?? {};
    return { outcome: refusalOf(problems), problems, planDigest: digest, changes };
  }
  if (plan !== undefined) return { outcome: 'PLANNED', planDigest: plan.digest, changes: plan.changes };
  return acceptedEnd(operation === undefined ? {} : { operation });
}

export function acceptedEnd({ operation, brokeGlass, ...rest }: Accepted): AttemptEnd {
  const operationId = operation?.id ?? null;
  const planDigest = operation?.plan?.digest ?? null;
  return { outcome: 'ACCEPTED', operationId, planDigest, ...(brokeGlass === true && { brokeGlass }), ...rest };
}

/** DENIED is about the caller's rights: a cluster that forbids the gateway something refuses. */
function refusalOf(problems: readonly Problem[]): AuditOutcome {
  return problems.some(({ code, clusterId }) => code === 'FORBIDDEN' && clusterId === null) ? 'DENIED' : 'REFUSED';
}
