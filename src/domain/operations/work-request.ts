import type { DeployRequest, OperationRequest, RestartRequest, RollbackRequest, ScaleRequest } from './operations.ts';

/** What is asked for, with its kind. */
export type WorkRequest =
  | ({ readonly kind: 'DEPLOY' } & DeployRequest)
  | ({ readonly kind: 'SCALE' } & ScaleRequest)
  | ({
      readonly kind: 'ROLLBACK';
      /** The template to go back to, by the workload's uid: for rollbacks that Tenantry itself starts. */
      readonly templateOf?: ReadonlyMap<string, string>;
    } & RollbackRequest)
  | ({ readonly kind: 'RESTART' } & RestartRequest)
  | ({ readonly kind: 'PAUSE' | 'RESUME' } & OperationRequest);

/** Whether the caller asked to go ahead although something else manages the workload. */
export function isForced(request: WorkRequest): boolean {
  return 'force' in request && request.force;
}
