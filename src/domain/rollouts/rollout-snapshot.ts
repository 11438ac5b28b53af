import type { ClusterRegistry } from '../clusters/cluster-source.ts';
import type { App, ReplicaCounts } from '../fleet/fleet-model.ts';
import { generationsOf, signatureOf } from './rollout-position.ts';
import type { RolloutLogEntry } from './rollout-log.ts';
import type { InstanceRollout, Rollout, RolloutPhase } from './rollout.ts';

interface StoredInstance extends Omit<InstanceRollout, 'cluster'> {
  readonly clusterId: string;
}

/** A rollout as plain data, with what its position needs. */
interface StoredRollout {
  readonly operationId: string | null;
  readonly image: string | null;
  readonly replicas: ReplicaCounts;
  readonly message: string | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly instances: readonly StoredInstance[];
  readonly signature: string;
  readonly generations: string;
}

/** The log entry that a terminal rollout leaves behind. */
export function entryOf(rollout: Rollout, at: number): RolloutLogEntry {
  const { app, key, phase, operationId, image, replicas, message, startedAt, finishedAt } = rollout;
  const stored: StoredRollout = {
    operationId,
    image,
    replicas,
    message,
    startedAt,
    finishedAt,
    instances: rollout.instances.map(({ cluster, ...rest }) => ({ ...rest, clusterId: cluster.id })),
    signature: signatureOf(rollout),
    generations: generationsOf(rollout),
  };
  const { tenant, environment, name, kind } = app;
  return { app: { tenant, environment, name, kind }, rolloutKey: key, phase, at, snapshot: JSON.stringify(stored) };
}

/** What an entry told, as it was; of clusters that are registered no longer, nothing. */
export interface RecalledRollout {
  readonly rollout: Rollout;
  readonly signature: string;
  readonly generations: string;
}

/** Reads a log entry back. `app` is the app as it is now, which a stored rollout belongs to whatever became of it. */
export function recall(
  entry: { readonly rolloutKey: string; readonly phase: RolloutPhase; readonly snapshot: string },
  app: App,
  registry: Pick<ClusterRegistry, 'byId'>,
): RecalledRollout {
  const { instances, signature, generations, ...stored } = JSON.parse(entry.snapshot) as StoredRollout;
  return {
    rollout: {
      ...stored,
      app,
      key: entry.rolloutKey,
      phase: entry.phase,
      instances: instances.flatMap(({ clusterId, ...rest }) => {
        const cluster = registry.byId(clusterId);
        return cluster === undefined ? [] : [{ ...rest, cluster }];
      }),
    },
    signature,
    generations,
  };
}
