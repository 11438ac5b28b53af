import type { CachedObject } from '../clusters/cached-kind.ts';
import type { AutoscalerCondition, AutoscalerMetric } from './autoscaler.ts';
import type { Resources } from './pod-template.ts';

/** A namespace; its labels and name decide which environment it holds. */
export interface Namespace extends CachedObject {
  readonly terminating: boolean;
}

/** A machine of a cluster. */
export interface ClusterNode extends CachedObject {
  readonly ready: boolean;
  readonly schedulable: boolean;
  /** What pods may take of it together. */
  readonly allocatable: Resources;
}

/** A core/v1 Event about one object. */
export interface KubernetesEvent extends CachedObject {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly firstSeenAt: number | null;
  readonly lastSeenAt: number | null;
  readonly object: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
  };
}

/** A HorizontalPodAutoscaler and the workload that it scales. */
export interface HorizontalPodAutoscaler extends CachedObject {
  readonly target: { readonly kind: string; readonly name: string };
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** How many there were when it last looked; null before it did. */
  readonly currentReplicas: number | null;
  /** How many it wants; null before it looked. */
  readonly desiredReplicas: number | null;
  /** When it last changed the number of replicas. */
  readonly lastScaledAt: number | null;
  /** What it goes by. */
  readonly metrics: readonly AutoscalerMetric[];
  readonly conditions: readonly AutoscalerCondition[];
}
