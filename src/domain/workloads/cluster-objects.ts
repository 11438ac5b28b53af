import type { CachedObject } from '../clusters/cached-kind.ts';

/** A namespace; its labels and name decide which environment it holds. */
export interface Namespace extends CachedObject {
  readonly terminating: boolean;
}

/** A machine of a cluster. */
export interface ClusterNode extends CachedObject {
  readonly ready: boolean;
  readonly schedulable: boolean;
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
}
