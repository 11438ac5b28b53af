import type { CachedObject } from '../clusters/cached-kind.ts';
import type { PodTemplate } from './pod-template.ts';

/** A past or present pod template of one workload: a ReplicaSet or a ControllerRevision. Owned by the workload. */
export interface RevisionRecord extends CachedObject {
  /** The workload's own number: `deployment.kubernetes.io/revision`, or the ControllerRevision's `revision`. */
  readonly number: number;
  readonly template: PodTemplate;
  /** `kubernetes.io/change-cause`. */
  readonly changeCause: string | null;
  /** Pods of a ReplicaSet that exist; 0 for a ControllerRevision. */
  readonly replicas: number;
  /** ReplicaSet `status.conditions` (ReplicaFailure says why pods cannot be made). */
  readonly failure: { readonly reason: string; readonly message: string } | null;
}
