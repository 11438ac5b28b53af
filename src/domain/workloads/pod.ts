import type { CachedObject } from '../clusters/cached-kind.ts';
import type { Resources } from './pod-template.ts';

export type PodPhase = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'UNKNOWN';
export type ContainerState = 'WAITING' | 'RUNNING' | 'TERMINATED';

/** A pod, projected. Its controller is a ReplicaSet, a StatefulSet or a DaemonSet. */
export interface Pod extends CachedObject {
  readonly nodeName: string | null;
  readonly phase: PodPhase;
  /** Condition Ready is True. */
  readonly ready: boolean;
  /** What `kubectl get pods` would show in STATUS when it is not simply running, or null: CrashLoopBackOff, ImagePullBackOff, Unschedulable, Evicted … */
  readonly reason: string | null;
  readonly message: string | null;
  readonly restarts: number;
  readonly containers: readonly Container[];
  /** Labels `controller-revision-hash` or `pod-template-hash`: which revision it was made from. */
  readonly revisionHash: string | null;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly init: boolean;
  readonly state: ContainerState;
  readonly ready: boolean;
  readonly reason: string | null;
  readonly message: string | null;
  readonly exitCode: number | null;
  readonly restarts: number;
  readonly startedAt: number | null;
  /** As the pod has them, with the defaults that its namespace gave. */
  readonly requests: Resources | null;
  readonly limits: Resources | null;
  /** How its previous run ended; the words that explain a crash loop. */
  readonly lastTermination: { readonly reason: string; readonly message: string; readonly exitCode: number } | null;
}
