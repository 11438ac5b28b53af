/** The refusals and failures that a caller can expect, as the graph names them. */
export type ProblemCode =
  | 'NOT_FOUND'
  | 'INVALID'
  | 'AMBIGUOUS'
  | 'CONFLICT'
  | 'FORBIDDEN'
  | 'UNSUPPORTED'
  | 'MANAGED_EXTERNALLY'
  | 'QUOTA_EXCEEDED'
  | 'POLICY_DENIED'
  | 'APPROVAL_REQUIRED'
  | 'FROZEN'
  | 'IDEMPOTENCY_MISMATCH'
  | 'CLUSTER_UNREACHABLE'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'DEADLINE_EXCEEDED'
  | 'IMAGE_PULL_FAILED'
  | 'CRASH_LOOP'
  | 'UNSCHEDULABLE';

/** A refusal or failure as data: what is wrong and what to do, in words for a person. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  /** Whether the same call may work later without anyone changing anything. */
  readonly retryable: boolean;
  /** Where in the input, such as `["input", "containers", "0", "image"]`; null where it is not about the input. */
  readonly path: readonly string[] | null;
  /** Id of the cluster that it is about; null where it is about none. */
  readonly clusterId: string | null;
}
