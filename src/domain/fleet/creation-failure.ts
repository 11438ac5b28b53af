import type { ProblemCode } from '../problem.ts';
import { because } from './pod-trouble.ts';

/** Why a controller cannot create pods, read from what the API server told it. */
export interface CreationFailure {
  readonly code: Extract<ProblemCode, 'QUOTA_EXCEEDED' | 'POLICY_DENIED' | 'INVALID' | 'UNAVAILABLE'>;
  /** Machine-readable: QuotaExceeded, AdmissionDenied, Invalid, FailedCreate. */
  readonly reason: string;
  readonly message: string;
  /** False where the next attempt may do (quota that is about to be freed, a webhook that is away). */
  readonly certain: boolean;
}

/**
 * Sorts the message of a FailedCreate event, or of a ReplicaFailure condition. The words are the API server's own:
 * quota admission says "exceeded quota: NAME" (or "failed quota", "insufficient quota"), every other denial "is forbidden" or
 * "denied", validation "is invalid".
 */
export function creationFailure(message: string): CreationFailure {
  const words = message.replace(/^Error creating: /, '');
  if (/exceeded quota|failed quota|insufficient quota|quota usage|status unknown for quota/.test(words)) {
    return {
      code: 'QUOTA_EXCEEDED',
      reason: 'QuotaExceeded',
      certain: false,
      message: `pods cannot be created, the namespace's quota does not allow them${because(words)}. Raise the quota, lower the requests, or run fewer replicas.`,
    };
  }
  if (
    /failed calling webhook|timed? ?out|connection refused|etcdserver|Internal error|too many requests/i.test(words)
  ) {
    return {
      code: 'UNAVAILABLE',
      reason: 'FailedCreate',
      certain: false,
      message: `pods cannot be created, the cluster fails to answer${because(words)}.`,
    };
  }
  if (/forbidden|denied|violates|not allowed/i.test(words)) {
    return {
      code: 'POLICY_DENIED',
      reason: 'AdmissionDenied',
      certain: true,
      message: `pods cannot be created, the cluster's admission denies them${because(words)}. Change the pods so that the policy allows them, or the policy.`,
    };
  }
  if (/is invalid|Invalid value|Unsupported value|Required value/.test(words)) {
    return {
      code: 'INVALID',
      reason: 'Invalid',
      certain: true,
      message: `pods cannot be created, they are invalid${because(words)}.`,
    };
  }
  return {
    code: 'UNAVAILABLE',
    reason: 'FailedCreate',
    certain: false,
    message: `pods cannot be created${because(words)}.`,
  };
}
