import type { CachedObject } from '../clusters/cached-kind.ts';
import type { PodTemplate } from './pod-template.ts';

export type WorkloadKind = 'DEPLOYMENT' | 'STATEFUL_SET' | 'DAEMON_SET';

export const workloadKinds: readonly WorkloadKind[] = ['DEPLOYMENT', 'STATEFUL_SET', 'DAEMON_SET'];

/** A Deployment, StatefulSet or DaemonSet, projected to what the graph needs. */
export interface Workload extends CachedObject {
  readonly kind: WorkloadKind;
  /** `spec.replicas` (absent: 1); for a DaemonSet `status.desiredNumberScheduled`. */
  readonly desired: number;
  readonly template: PodTemplate;
  /** `spec.paused`; only a Deployment can be paused. */
  readonly paused: boolean;
  /** `spec.progressDeadlineSeconds`; null where the kind has none. */
  readonly progressDeadlineSeconds: number | null;
  readonly strategy: 'ROLLING_UPDATE' | 'RECREATE' | 'ON_DELETE';
  /** StatefulSet `rollingUpdate.partition`, else 0. */
  readonly partition: number;
  readonly minReadySeconds: number;
  readonly status: WorkloadStatus;
  /** Deployment: `deployment.kubernetes.io/revision`; null where unknown. */
  readonly revision: number | null;
}

/** Counts of `status`, under one set of names for the three kinds. */
export interface WorkloadStatus {
  readonly observedGeneration: number;
  /** Pods that exist: `replicas`, or a DaemonSet's `currentNumberScheduled`. */
  readonly current: number;
  /** Pods of the newest template. */
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly conditions: readonly Condition[];
  /** StatefulSet: names of ControllerRevisions; null for other kinds. */
  readonly currentRevision: string | null;
  readonly updateRevision: string | null;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since the epoch; null where the cluster gave none. */
  readonly lastTransitionAt: number | null;
  readonly lastUpdateAt: number | null;
}
