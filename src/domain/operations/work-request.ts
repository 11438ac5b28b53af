import type { DeployRequest, OperationRequest, RestartRequest, RollbackRequest, ScaleRequest } from './operations.ts';

/** What is asked for, with its kind. */
export type WorkRequest =
  | ({ readonly kind: 'DEPLOY' } & DeployRequest)
  | ({ readonly kind: 'SCALE' } & ScaleRequest)
  | ({
      readonly kind: 'ROLLBACK';
      /** By the workload's uid, from which template (else it stays as it is) to which: for rollbacks that Tenantry itself starts. */
      readonly undo?: ReadonlyMap<string, { readonly from: string; readonly to: string }>;
    } & RollbackRequest)
  | ({ readonly kind: 'RESTART' } & RestartRequest)
  | ({ readonly kind: 'PAUSE' | 'RESUME' } & OperationRequest);

/** Whether the caller asked to go ahead although something else manages the workload. */
export function isForced(request: WorkRequest): boolean {
  return 'force' in request && request.force;
}
