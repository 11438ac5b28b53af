import type { LiveRevision, LiveWorkload } from '../clusters/workload-writer.ts';
import type { Result } from '../../lib/result.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Problem } from '../problem.ts';
import { deployChanges } from './deploy-changes.ts';
import type { FieldChange } from './field-change.ts';
import { sameJson, valueAt } from './field-path.ts';
import { problem } from './problems.ts';
import { rollbackChanges, rollbackTarget } from './rollback-target.ts';
import type { RollbackTo } from './rollback-target.ts';
import type { WorkRequest } from './work-request.ts';

export interface PlannedChanges {
  readonly changes: readonly FieldChange[];
  /** Why there is nothing to change; null where there is something. */
  readonly already: string | null;
}

export interface ChangeContext {
  readonly live: LiveWorkload;
  readonly clusterId: string;
  /** The workload in words: `eu-1/acme-prod/web`. */
  readonly where: string;
  /** Of the workload; empty unless it is a rollback. */
  readonly revisions: readonly LiveRevision[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const restartedAt = ['spec', 'template', 'metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt'];

/** What a request changes on one workload as it is now. */
export function plannedChanges(
  request: WorkRequest,
  context: ChangeContext,
): Result<PlannedChanges, readonly Problem[]> {
  const { live, clusterId, where } = context;
  const { raw, workload } = live;
  const paused = pausedMistake(request, workload.paused);
  if (paused !== null) return fail([problem('CONFLICT', `${where} is paused: ${paused}`, { clusterId })]);
  switch (request.kind) {
    case 'DEPLOY': {
      const { changes, problems } = deployChanges(raw, request, clusterId);
      return problems.length > 0 ? fail(problems) : planned(changes, `${where} has this already`);
    }
    case 'SCALE': {
      const before = valueAt(raw, ['spec', 'replicas']) ?? 1;
      const change: FieldChange = { path: ['spec', 'replicas'], before, after: request.replicas };
      return planned([change], `${where} is set to ${request.replicas} replicas already`);
    }
    case 'RESTART': {
      const before = valueAt(raw, restartedAt);
      const after = new Date(context.now).toISOString();
      return planned([{ path: restartedAt, ...(before !== undefined && { before }), after }], '');
    }
    case 'PAUSE':
      return planned([{ ...pausedNow(live), after: true }], `${where} is paused already`);
    case 'RESUME':
      return planned([pausedNow(live)], `${where} is not paused`);
    case 'ROLLBACK':
      return rollback(request, context);
  }
}

function planned(changes: readonly FieldChange[], already: string): Result<PlannedChanges, readonly Problem[]> {
  const differs = changes.some(({ before, after }) => !sameJson(before, after));
  return succeed({ changes, already: differs ? null : already });
}

function pausedNow({ workload }: LiveWorkload): FieldChange {
  return { path: ['spec', 'paused'], ...(workload.paused && { before: true }) };
}

function pausedMistake(request: WorkRequest, paused: boolean): string | null {
  if (!paused) return null;
  switch (request.kind) {
    case 'DEPLOY':
      return 'a deploy to it would never end. Resume it first with resumeRollout.';
    case 'RESTART':
      return 'a restart of it would never end. Resume it first with resumeRollout.';
    case 'ROLLBACK':
      return 'a rollback of it would never end. Resume it first with resumeRollout, then roll back.';
    default:
      return null;
  }
}

function rollback(
  request: Extract<WorkRequest, { kind: 'ROLLBACK' }>,
  { live, revisions, clusterId, where }: ChangeContext,
): Result<PlannedChanges, readonly Problem[]> {
  const undo = request.undo?.get(live.workload.meta.uid);
  if (undo !== undefined && undo.from !== live.workload.template.digest) {
    return planned([], `${where} was changed by someone else since`);
  }
  const digest = undo?.to ?? request.templateDigest;
  const to: RollbackTo =
    digest !== undefined
      ? { type: 'TEMPLATE', digest }
      : request.toRevision !== undefined
        ? { type: 'NUMBER', number: request.toRevision }
        : { type: 'PREVIOUS' };
  const target = rollbackTarget(live.workload, revisions, to);
  if (target !== undefined) {
    return planned(
      rollbackChanges(live, target),
      `${where} runs the template of revision ${target.record.number} already`,
    );
  }
  const numbers = revisions.map(({ record }) => record.number).sort((a, b) => a - b);
  const kept = `It keeps ${numbers.length === 0 ? 'no revision' : `the revisions ${numbers.join(', ')}`}`;
  const words = {
    PREVIOUS: `There is no earlier revision to go back to. ${kept}; deploy the image that you want instead.`,
    NUMBER: `There is no revision ${request.toRevision}. ${kept}.`,
    TEMPLATE: `It does not keep this revision. ${kept}; choose the clusters that do, or deploy the image instead.`,
  };
  const path = { PREVIOUS: [], NUMBER: ['input', 'toRevision'], TEMPLATE: ['input', 'revision'] }[to.type];
  return fail([problem('NOT_FOUND', `${where}: ${words[to.type]}`, { clusterId, ...(path.length > 0 && { path }) })]);
}
