import type { FollowUp, JournaledOperation, OperationSettings, StepWork } from '../domain/operations/journal.ts';
import type { Operation, OperationStep, Plan } from '../domain/operations/operation.ts';
import type { Problem } from '../domain/problem.ts';
import type { OperationRow, OperationStepRow } from './tables.ts';

type UnleasedRow = Omit<OperationRow, 'holder' | 'fence' | 'lease_until' | 'version'>;

/** The row of an operation, as it is written, but for whose it is. */
export function operationRow({ operation, settings, followUp }: JournaledOperation): UnleasedRow {
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

/** An operation from its row and the rows of its steps, in their order. */
export function toOperation(row: OperationRow, steps: readonly OperationStepRow[]): Operation {
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
    plan: parsed<Plan>(row.plan_json),
    steps: steps.map(toStep),
    problem: parsed<Problem>(row.problem_json),
    supersededBy: row.superseded_by,
    createdAt: Number(row.created_at),
    startedAt: numberOrNull(row.started_at),
    finishedAt: numberOrNull(row.finished_at),
  };
}

/** As `toOperation`, with what is needed to go on with it. */
export function toJournaled(row: OperationRow, steps: readonly OperationStepRow[]): JournaledOperation {
  return {
    operation: toOperation(row, steps),
    work: steps.map((step) => JSON.parse(step.work_json) as StepWork),
    settings: JSON.parse(row.settings_json) as OperationSettings,
    followUp: parsed<FollowUp>(row.follow_up_json),
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
