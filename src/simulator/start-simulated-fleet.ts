import { createHash } from 'node:crypto';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { loadDemo } from './demo/load-demo.ts';
import type { Random } from './objects/random.ts';
import { startSimulatedCluster } from './start-simulated-cluster.ts';
import type { SimulatedCluster } from './start-simulated-cluster.ts';

export interface SimulatedFleetOptions {
  /** The directory with one YAML file for each cluster. */
  readonly directory: string;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Log;
}

export interface SimulatedFleet {
  readonly clusters: readonly SimulatedFleetCluster[];
  close(): Promise<void>;
}

export interface SimulatedFleetCluster extends Omit<SimulatedCluster, 'close'> {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly token?: string;
  /** What the cluster's file says about adoption, unread. */
  readonly adopt?: unknown;
}

/** Starts every simulated cluster of a directory. Throws where a file is wrong. */
export async function startSimulatedFleet(options: SimulatedFleetOptions): Promise<SimulatedFleet> {
  const { directory, ...rest } = options;
  const demo = await loadDemo(directory);
  const started = await Promise.all(
    demo.map(async ({ definition, adopt }) => {
      // It only keeps callers from mixing clusters up; what is simulated needs no secret.
      const token = createHash('sha256').update(definition.name).digest('hex').slice(0, 32);
      const cluster = await startSimulatedCluster(definition, { ...rest, token });
      const { name, labels } = definition;
      return { cluster, described: { name, labels, token, ...(adopt === undefined ? {} : { adopt }) } };
    }),
  );
  return {
    clusters: started.map(({ cluster, described }) => ({
      ...described,
      url: cluster.url,
      store: cluster.store,
      setReachable: cluster.setReachable,
    })),
    async close() {
      await Promise.all(started.map(({ cluster }) => cluster.close()));
    },
  };
}
