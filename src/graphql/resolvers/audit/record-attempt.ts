import type { Attempt } from '../../../domain/audit/attempt.ts';
import type { AttemptOutcome } from '../../../domain/audit/audit-draft.ts';
import type { AuditTarget } from '../../../domain/audit/audit-record.ts';
import type { Unrecorded } from '../../../domain/audit/audit.ts';
import type { AppKey } from '../../../domain/fleet/keys.ts';
import { problem } from '../../../domain/operations/problems.ts';
import type { SeenOperations } from '../../../domain/operations/seen-operations.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { GraphqlContext } from '../../context.ts';

/** What is tried, as the mutation's input says it. */
export interface Tried {
  /** The mutation's name. */
  readonly action: string;
  /** Null where the input names nothing that can be. */
  readonly target: AuditTarget | null;
  readonly dryRun?: boolean | null | undefined;
  readonly reason?: string | null | undefined;
}

/** Runs a mutation and leaves one audit record of it, however it ends: every mutation goes through here. */
export function recordAttempt<T extends AttemptOutcome>(
  { audit, caller, origin, sessionEnded }: GraphqlContext,
  { action, target, dryRun, reason }: Tried,
  run: (attempt: Attempt) => T | Promise<T>,
): Promise<T | Unrecorded> {
  const { address, credential, requestId } = origin;
  const actor = { name: caller.name, kind: caller.kind };
  const draft = {
    actor,
    address,
    credential,
    requestId,
    action,
    target,
    dryRun: dryRun ?? false,
    reason: reason ?? null,
  };
  return audit.attempt<T | Unrecorded>(draft, (attempt) =>
    sessionEnded?.aborted === true ? { problems: [endedMeanwhile()] } : run(attempt),
  );
}

/** One request can make many changes, one after the other. */
function endedMeanwhile(): Problem {
  const message =
    'Since this request began you have lost a role, or what you showed is good no more: nothing was done.';
  return problem('FORBIDDEN', message);
}

export function appTarget({ tenant, environment, name, kind }: AppKey): AuditTarget {
  return { type: 'APP', id: null, tenant, environment, app: name, kind };
}

/** The operation, with the app that it is about where that can be told now. */
export async function operationTarget(id: string, operations: SeenOperations): Promise<AuditTarget> {
  const app = await operations.get(id).then(
    (operation) => operation?.target ?? null,
    () => null,
  );
  return {
    type: 'OPERATION',
    id,
    tenant: app?.tenant ?? null,
    environment: app?.environment ?? null,
    app: app?.name ?? null,
    kind: app?.kind ?? null,
  };
}
