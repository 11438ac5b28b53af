import type { AuditDraft } from '../audit/audit-draft.ts';
import type { Actor } from '../caller.ts';
import type { WorkRequest } from './work-request.ts';

const actions = {
  DEPLOY: 'deployApp',
  SCALE: 'scaleApp',
  ROLLBACK: 'rollbackApp',
  RESTART: 'restartApp',
  PAUSE: 'pauseRollout',
  RESUME: 'resumeRollout',
} as const satisfies Record<WorkRequest['kind'], string>;

/** What is recorded of work that nobody asked for by a request, such as the rollback after a failed deploy. */
export function ownDraft({ kind, app, dryRun, reason }: WorkRequest, { name, kind: actorKind }: Actor): AuditDraft {
  return {
    actor: { name, kind: actorKind },
    credential: null,
    address: null,
    requestId: null,
    action: actions[kind],
    target: {
      type: 'APP',
      id: null,
      tenant: app.tenant,
      environment: app.environment,
      app: app.name,
      kind: app.kind,
    },
    dryRun,
    reason: reason ?? null,
  };
}

/** As `ownDraft`, of a change to an operation. */
export function ownChangeDraft(
  action: 'cancelOperation' | 'approveOperation' | 'rejectOperation',
  operationId: string,
  reason: string | undefined,
  { name, kind }: Actor,
): AuditDraft {
  return {
    actor: { name, kind },
    credential: null,
    address: null,
    requestId: null,
    action,
    target: { type: 'OPERATION', id: operationId, tenant: null, environment: null, app: null, kind: null },
    dryRun: false,
    reason: reason ?? null,
  };
}
