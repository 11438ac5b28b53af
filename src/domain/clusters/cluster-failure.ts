/**
 * Why a call to a cluster did not do what was asked.
 * UNKNOWN_OUTCOME: the connection broke after the request was sent, so a write may or may not have happened: read back.
 */
export type ClusterFailureReason =
  | 'UNREACHABLE'
  | 'TIMEOUT'
  | 'UNKNOWN_OUTCOME'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'INVALID'
  | 'QUOTA_EXCEEDED'
  | 'POLICY_DENIED'
  | 'UNSUPPORTED'
  | 'UNAVAILABLE';

/** An expected failure of one cluster, in words for a person, without credentials or bodies. */
export interface ClusterFailure {
  readonly reason: ClusterFailureReason;
  readonly message: string;
  /** Whether the same call may work later without anyone changing anything. */
  readonly retryable: boolean;
  /** How long the cluster asks to be left alone (Retry-After), in milliseconds. */
  readonly retryAfterMs?: number;
}
