import type { Reach } from '../access/reach.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { Caller } from '../caller.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import type { Problem } from '../problem.ts';
import type { Operation, OperationKind, OperationState, Plan, Preflight } from './operation.ts';

/** Common to every mutation. */
export interface OperationRequest {
  readonly app: AppKey;
  /** Cluster names; absent: every placement. */
  readonly clusters?: readonly string[];
  readonly dryRun: boolean;
  readonly idempotencyKey?: string;
  readonly reason?: string;
  /** Go ahead without the approvals that a rule asks for; with a reason. */
  readonly breakGlass?: boolean;
}

export interface DeployRequest extends OperationRequest {
  readonly image?: string;
  readonly containers?: readonly ContainerChange[];
  readonly deadlineSeconds?: number;
  readonly onFailure: 'LEAVE' | 'ROLL_BACK';
  readonly force: boolean;
}

export interface ContainerChange {
  readonly name: string;
  readonly image?: string;
  readonly env?: readonly EnvChange[];
  readonly requests?: { readonly cpu?: number; readonly memory?: number };
  readonly limits?: { readonly cpu?: number; readonly memory?: number };
}

export type EnvChange =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly secret: { readonly name: string; readonly key: string } }
  | { readonly name: string; readonly remove: true };

export interface ScaleRequest extends OperationRequest {
  readonly replicas: number;
  readonly force: boolean;
}

export interface RollbackRequest extends OperationRequest {
  /** Digest of the pod template to go back to. */
  readonly templateDigest?: string;
  readonly toRevision?: number;
  readonly deadlineSeconds?: number;
  readonly force: boolean;
}

export interface RestartRequest extends OperationRequest {
  readonly force: boolean;
}

export interface CancelRequest {
  readonly operationId: string;
  readonly idempotencyKey?: string;
  readonly reason?: string;
}

/** A decision about an operation that waits for approvals. */
export type DecisionRequest = {
  readonly operationId: string;
  readonly comment?: string;
  readonly idempotencyKey?: string;
} & ({ readonly decision: 'APPROVED'; readonly digest: string } | { readonly decision: 'REJECTED' });

/** One of three: an operation; a plan (dryRun); problems (nothing started). */
export type OperationOutcome =
  | { readonly operation: Operation }
  | { readonly plan: Plan }
  | {
      readonly problems: readonly [Problem, ...Problem[]];
      /** What was found of that which is refused; absent where it did not come to looking. */
      readonly preflight?: Preflight;
    };

export interface OperationFilter {
  readonly kinds?: readonly OperationKind[];
  readonly states?: readonly OperationState[];
  readonly apps?: readonly AppKey[];
  readonly tenants?: readonly string[];
  /** Only what lies within; absent: all there is. */
  readonly within?: Reach;
  readonly actors?: readonly string[];
  /** On createdAt, inclusive; milliseconds since the epoch. */
  readonly since?: number;
  readonly until?: number;
}

/**
 * Everything that changes something. Bad input is an INVALID problem, never an exception. What is begun is recorded as `attempt`,
 * in the transaction that begins it; without one, as an attempt that came from no request.
 */
export interface Operations {
  deploy(request: DeployRequest, caller: Caller, attempt?: Attempt): Promise<OperationOutcome>;
  scale(request: ScaleRequest, caller: Caller, attempt?: Attempt): Promise<OperationOutcome>;
  rollback(request: RollbackRequest, caller: Caller, attempt?: Attempt): Promise<OperationOutcome>;
  restart(request: RestartRequest, caller: Caller, attempt?: Attempt): Promise<OperationOutcome>;
  pause(request: OperationRequest, caller: Caller, attempt?: Attempt): Promise<OperationOutcome>;
  resume(request: OperationRequest, caller: Caller, attempt?: Attempt): Promise<OperationOutcome>;
  cancel(request: CancelRequest, caller: Caller, attempt?: Attempt): Promise<OperationOutcome>;

  /** Approves or rejects what waits for that. */
  decide(request: DecisionRequest, caller: Caller, attempt?: Attempt): Promise<OperationOutcome>;

  get(id: string): Promise<Operation | null>;
  /** What waits for the caller to decide, newest first. */
  awaiting(caller: Caller, page: PageArguments): Promise<Page<Operation>>;
  /** Whether the operation waits for the caller to decide. */
  isAwaiting(operation: Operation, caller: Caller): boolean;
  list(filter: OperationFilter, page: PageArguments): Promise<Page<Operation>>;
  /** The newest operation that set this template on the app, or null. */
  ofTemplate(app: AppKey, templateDigest: string): Promise<Operation | null>;

  /** Not terminal, newest first; from memory, without waiting. */
  active(app: AppKey): readonly Operation[];
  /** What has to end before this one starts, oldest first; empty unless it waits in the queue. From memory, without waiting. */
  ahead(operation: Operation): readonly Operation[];
  /** Resolves when what other gateways did until now is known here; at once where there are none, and where the records are away. */
  caughtUp(): Promise<void>;
  /** Calls the listener with each new state of any operation; the answer ends that. */
  onChange(listener: (operation: Operation) => void): () => void;
}
