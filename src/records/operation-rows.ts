import type { Approval, ApprovalDecision } from '../domain/approvals/approval.ts';
import type {
  AskedFor,
  FollowUp,
  JournaledOperation,
  OperationSettings,
  StepWork,
} from '../domain/operations/journal.ts';
import type { Operation, OperationStep, Plan } from '../domain/operations/operation.ts';
import type { Problem } from '../domain/problem.ts';
import type { ApprovalDecisionRow, OperationRow, OperationStepRow } from './tables.ts';

type UnleasedRow = Omit<OperationRow, 'holder' | 'fence' | 'lease_until' | 'version'>;

/** The row of an operation, as it is written, but for whose it is. */
export function operationRow({ operation, settings, followUp, asked }: JournaledOperation): UnleasedRow {
  return {
    id: operation.id,
    kind: operation.kind,
    state: operation.state,
    tenant: operation.target.tenant,
    environment: operation.target.environment,
    app: operation.target.name,
    app_kind: operation.target.kind,
    actor_name: operation.actor.name,
    actor_kind: operation.actor.kind,
    reason: operation.reason,
    plan_json: jsonOrNull(operation.plan),
    problem_json: jsonOrNull(operation.problem),
    superseded_by: operation.supersededBy,
    settings_json: JSON.stringify(settings),
    follow_up_json: jsonOrNull(followUp),
    approval_json: approvalJson(operation.approval),
    asked_json: operation.state === 'AWAITING_APPROVAL' ? jsonOrNull(asked) : null,
    approved_at: operation.approval?.approvedAt ?? null,
    created_at: operation.createdAt,
    started_at: operation.startedAt,
    finished_at: operation.finishedAt,
  };
}

/** The rows of its steps, as they are written. */
export function stepRows({ operation, work }: JournaledOperation): OperationStepRow[] {
  return operation.steps.map((step, position) => ({
    operation_id: operation.id,
    position,
    cluster_id: step.clusterId,
    namespace: step.namespace,
    state: step.state,
    message: step.message,
    problem_json: jsonOrNull(step.problem),
    template_digest: step.templateDigest,
    work_json: JSON.stringify(work[position] ?? null),
    started_at: step.startedAt,
    finished_at: step.finishedAt,
  }));
}

/** An operation from its row, the rows of its steps, in their order, and those of the decisions about it. */
export function toOperation(
  row: OperationRow,
  steps: readonly OperationStepRow[],
  decisions: readonly ApprovalDecisionRow[],
): Operation {
  return {
    id: row.id,
    kind: row.kind as Operation['kind'],
    state: row.state as Operation['state'],
    target: {
      tenant: row.tenant,
      environment: row.environment,
      name: row.app,
      kind: row.app_kind as Operation['target']['kind'],
    },
    actor: { name: row.actor_name, kind: row.actor_kind as Operation['actor']['kind'] },
    reason: row.reason,
    plan: toPlan(row),
    steps: steps.map(toStep),
    problem: parsed<Problem>(row.problem_json),
    supersededBy: row.superseded_by,
    approval: toApproval(row, decisions),
    createdAt: Number(row.created_at),
    startedAt: numberOrNull(row.started_at),
    finishedAt: numberOrNull(row.finished_at),
  };
}

/** As `toOperation`, with what is needed to go on with it. */
export function toJournaled(
  row: OperationRow,
  steps: readonly OperationStepRow[],
  decisions: readonly ApprovalDecisionRow[],
): JournaledOperation {
  return {
    operation: toOperation(row, steps, decisions),
    work: steps.map((step) => JSON.parse(step.work_json) as StepWork),
    settings: JSON.parse(row.settings_json) as OperationSettings,
    followUp: parsed<FollowUp>(row.follow_up_json),
    asked: parsed<AskedFor>(row.asked_json),
  };
}

/** What is fixed when the operation is asked for; the rest has columns and rows of its own. */
type FixedApproval = Omit<Approval, 'approvedAt' | 'decisions'>;

function approvalJson(approval: Approval | null): string | null {
  if (approval === null) return null;
  const { approvedAt: _approvedAt, decisions: _decisions, ...fixed } = approval;
  return JSON.stringify(fixed satisfies FixedApproval);
}

function toApproval(row: OperationRow, decisions: readonly ApprovalDecisionRow[]): Approval | null {
  const fixed = parsed<FixedApproval>(row.approval_json);
  return fixed && { ...fixed, approvedAt: numberOrNull(row.approved_at), decisions: decisions.map(toDecision) };
}

/** A plan that was written before plans had a verdict is read with the one that it must have had. */
function toPlan({ plan_json, approval_json }: OperationRow): Plan | null {
  const plan = parsed<Omit<Plan, 'verdict' | 'checks'> & Partial<Plan>>(plan_json);
  const verdict = approval_json === null ? 'ALLOWED' : 'NEEDS_APPROVAL';
  return plan && { verdict, checks: [], ...plan };
}

function toDecision(row: ApprovalDecisionRow): ApprovalDecision {
  return {
    actor: { name: row.actor_name, kind: row.actor_kind as ApprovalDecision['actor']['kind'] },
    decision: row.decision as ApprovalDecision['decision'],
    comment: row.comment,
    at: Number(row.at),
    digest: row.digest,
  };
}

function toStep(row: OperationStepRow): OperationStep {
  return {
    clusterId: row.cluster_id,
    namespace: row.namespace,
    state: row.state as OperationStep['state'],
    message: row.message,
    problem: parsed<Problem>(row.problem_json),
    startedAt: numberOrNull(row.started_at),
    finishedAt: numberOrNull(row.finished_at),
    templateDigest: row.template_digest,
  };
}

function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function parsed<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T);
}

function numberOrNull(value: number | null): number | null {
  return value === null ? null : Number(value);
}
