import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { App, ReplicaCounts } from '../fleet/fleet-model.ts';

export type RolloutPhase = 'PENDING' | 'PROGRESSING' | 'PAUSED' | 'SUCCEEDED' | 'FAILED';

/** What `kubectl rollout status` would conclude of one workload. */
export interface InstanceRollout {
  readonly cluster: ClusterSource;
  readonly namespace: string;
  readonly phase: RolloutPhase;
  readonly revision: number | null;
  readonly image: string | null;
  readonly replicas: ReplicaCounts;
  /** Warns at once: pods crash, image cannot be pulled, quota … */
  readonly message: string | null;
}

/** The current rollout of an app, else the last one. */
export interface Rollout {
  readonly app: App;
  /** Names it among the app's rollouts (`rolloutKey` of the log): the next rollout has another. Never empty. */
  readonly key: string;
  /** The operation that made it; null where someone else did. */
  readonly operationId: string | null;
  readonly phase: RolloutPhase;
  readonly image: string | null;
  readonly replicas: ReplicaCounts;
  readonly message: string | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly instances: readonly InstanceRollout[];
}

/** One element of the rollout stream. */
export interface RolloutEvent {
  readonly rollout: Rollout;
  readonly cursor: string;
  readonly observedAt: number;
  readonly gap: boolean;
}
