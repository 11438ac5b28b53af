import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { seededRandom } from '../objects/random.ts';
import type { Format } from './kind-encoder.ts';
import { createLoadCluster } from './load-cluster.ts';
import { capacity } from './kind-log.ts';
import { podKind } from './load-kinds.ts';
import { startLoadServer } from './load-server.ts';
import type { LoadServer } from './load-server.ts';

/** Clusters under load, all in this process. */
export interface LoadFleet {
  readonly servers: readonly LoadServer[];
  /** From now on so many objects of the fleet change each second; 0 ends it, when the rollouts that had begun are over. */
  churn(eventsPerSecond: number): void;
  /** Changes so many pods of each cluster at once, however fast they are read. @param eventsPerCluster at most `maxBurst` */
  burst(eventsPerCluster: number): void;
  close(): Promise<void>;
}

export interface LoadFleetOptions {
  readonly clusters: number;
  /** Of each cluster: each has three pods and two ReplicaSets. */
  readonly deployments: number;
  /** In which formats they answer. */
  readonly formats: readonly Format[];
  readonly clock: Clock;
  readonly log: Log;
}

/** What a cluster remembers of its changes: of more, a watch would hear that it is too old. */
export const maxBurst = capacity;

const tickMs = 20;
/** Of the changes, one in so many belongs to a rollout. */
const rolloutShare = 5;

export async function startLoadFleet(options: LoadFleetOptions): Promise<LoadFleet> {
  const { clusters, deployments, clock } = options;
  const servers = await Promise.all(
    Array.from({ length: clusters }, (_, index) => {
      const name = `load-${String(index + 1).padStart(3, '0')}`;
      return startLoadServer(createLoadCluster(name, index, deployments), options);
    }),
  );
  const random = seededRandom('load');
  const below = (limit: number): number => Math.floor(random() * limit);
  /** What is left of rollouts that have begun. */
  const steps: (() => void)[] = [];
  let eventsPerSecond = 0;
  let owed = 0;
  let made = 0;
  let lastTick = clock.now();
  let stop = (): void => undefined;

  function changeSomething(): void {
    const cluster = servers[below(servers.length)]?.cluster;
    if (cluster === undefined) return;
    made += 1;
    if (made % rolloutShare !== 0) {
      cluster.restart(below(cluster.log(podKind).size));
      return;
    }
    if (steps.length === 0) steps.push(...cluster.rollOut(below(deployments)));
    steps.shift()?.();
  }

  function tick(): void {
    const now = clock.now();
    owed += ((now - lastTick) / 1000) * eventsPerSecond;
    lastTick = now;
    for (; owed >= 1; owed -= 1) changeSomething();
    stop = clock.after(tickMs, tick);
  }

  return {
    servers,
    churn(rate) {
      eventsPerSecond = rate;
      owed = 0;
      lastTick = clock.now();
      stop();
      if (rate > 0) tick();
      else for (const step of steps.splice(0)) step();
    },
    burst(eventsPerCluster) {
      for (const { cluster } of servers) {
        const { size } = cluster.log(podKind);
        for (let count = 0; count < eventsPerCluster; count += 1) cluster.restart(count % size);
      }
    },
    async close() {
      stop();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
