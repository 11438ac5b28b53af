import type { ClusterFailure, ClusterFailureReason } from '../clusters/cluster-failure.ts';
import type { Problem, ProblemCode } from '../problem.ts';

interface ProblemOptions {
  readonly path?: readonly string[];
  readonly clusterId?: string;
  readonly retryable?: boolean;
}

/** A problem; not retryable unless said so. */
export function problem(code: ProblemCode, message: string, options: ProblemOptions = {}): Problem {
  return {
    code,
    message,
    retryable: options.retryable ?? false,
    path: options.path ?? null,
    clusterId: options.clusterId ?? null,
  };
}

const codes: Readonly<Record<ClusterFailureReason, ProblemCode>> = {
  UNREACHABLE: 'CLUSTER_UNREACHABLE',
  TIMEOUT: 'TIMEOUT',
  UNKNOWN_OUTCOME: 'TIMEOUT',
  UNAUTHORIZED: 'CLUSTER_UNREACHABLE',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  INVALID: 'INVALID',
  QUOTA_EXCEEDED: 'QUOTA_EXCEEDED',
  POLICY_DENIED: 'POLICY_DENIED',
  UNSUPPORTED: 'UNSUPPORTED',
  UNAVAILABLE: 'UNAVAILABLE',
};

/** A cluster's failure as a problem; `where` names the workload. */
export function problemOf(failure: ClusterFailure, clusterId: string, where: string): Problem {
  return {
    code: codes[failure.reason],
    message: `${where}: ${failure.message}`,
    retryable: failure.retryable,
    path: null,
    clusterId,
  };
}
