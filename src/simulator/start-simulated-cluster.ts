import type { Clock } from '../lib/clock.ts';
import { systemClock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { silentLog } from '../lib/log.ts';
import type { ClusterDefinition } from './demo/cluster-definition.ts';
import { clusterAge, populateCluster } from './demo/populate-cluster.ts';
import { startApiServer } from './http/api-server.ts';
import type { OutageMode } from './http/api-server.ts';
import { createLogSource } from './lifecycle/log-source.ts';
import { createUsageSource } from './lifecycle/usage-source.ts';
import { planOutages } from './lifecycle/outages.ts';
import { seededRandom } from './objects/random.ts';
import type { Random } from './objects/random.ts';
import { runSimulation } from './run-simulation.ts';
import type { ObjectStore } from './store/object-store.ts';
import { createWarmUpClock } from './store/warm-up-clock.ts';

export interface SimulatedClusterOptions {
  readonly clock?: Clock;
  /** Default: the same numbers in every run, from the cluster's name. */
  readonly random?: Random;
  readonly log?: Log;
  /** The bearer token that callers have to send; without it nobody is asked for one. */
  readonly token?: string;
}

export interface SimulatedCluster {
  /** Such as http://127.0.0.1:34567. */
  readonly url: string;
  /** The objects, for tests that change something behind the API's back. */
  readonly store: ObjectStore;
  /** Takes the API server off the network (connections are reset, or hang) or brings it back, with all that happened. */
  setReachable(reachable: boolean, mode?: OutageMode): void;
  close(): Promise<void>;
}

/** Starts one simulated cluster: its API on a free port of 127.0.0.1, its controllers, its nodes. */
export async function startSimulatedCluster(
  definition: ClusterDefinition,
  options: SimulatedClusterOptions = {},
): Promise<SimulatedCluster> {
  const { clock: realClock = systemClock, random = seededRandom(definition.name), log = silentLog } = options;
  const now = realClock.now();
  const clock = createWarmUpClock(realClock, now - clusterAge);
  // resourceVersions grow from run to run, so that one from an earlier run is too old and never means something else.
  const resourceVersion = Math.floor(now / 100);
  const { store, lifecycles, stop } = runSimulation({ definition, clock, random, log, resourceVersion });

  populateCluster(store, clock, definition, now);
  store.changes.compact(store.resourceVersion());
  clock.handOver();

  const server = await startApiServer(
    {
      store,
      clock,
      random,
      kubernetesVersion: definition.kubernetesVersion,
      token: options.token,
      logs: createLogSource(lifecycles),
      usage: createUsageSource(store),
    },
    log,
  );
  const cancelOutages = planOutages(clock, definition.outages, (reachable, mode) => {
    log.info({ cluster: definition.name, reachable }, reachable ? 'simulated outage over' : 'simulated outage');
    server.setReachable(reachable, mode);
  });
  return {
    url: server.url,
    store,
    setReachable: (reachable, mode) => server.setReachable(reachable, mode),
    async close() {
      cancelOutages();
      stop();
      await server.close();
    },
  };
}
