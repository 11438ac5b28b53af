import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { runController } from './controllers/controller.ts';
import { daemonSetController } from './controllers/daemon-set-controller.ts';
import { deploymentController } from './controllers/deployment/deployment-controller.ts';
import { createEventRecorder } from './controllers/event-recorder.ts';
import { replicaSetController } from './controllers/replica-set-controller.ts';
import { resourceQuotaController } from './controllers/resource-quota-controller.ts';
import { statefulSetController } from './controllers/stateful-set-controller.ts';
import type { ClusterDefinition } from './demo/cluster-definition.ts';
import { runKubelets } from './lifecycle/kubelet.ts';
import { createLifecycleLookup } from './lifecycle/lifecycle.ts';
import type { LifecycleLookup } from './lifecycle/lifecycle.ts';
import type { Random } from './objects/random.ts';
import { createObjectStore } from './store/object-store.ts';
import type { ObjectStore } from './store/object-store.ts';

export interface RunningSimulation {
  readonly store: ObjectStore;
  readonly lifecycles: LifecycleLookup;
  stop(): void;
}

/** Runs everything of a cluster but its API server: an empty store, the controllers, the nodes. */
export function runSimulation(options: {
  readonly definition: ClusterDefinition;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The resourceVersion before the first write. */
  readonly resourceVersion: number;
}): RunningSimulation {
  const { definition, clock, random, log, resourceVersion } = options;
  const store = createObjectStore({ clock, random, resourceVersion });
  const events = createEventRecorder(store, clock);
  const lifecycles = createLifecycleLookup(definition.lifecycles);
  const controllers = [
    deploymentController,
    replicaSetController,
    statefulSetController,
    daemonSetController,
    resourceQuotaController,
  ];
  const context = { store, clock, random, events, log };
  const stops = controllers.map((controller) => runController(context, controller));
  stops.push(runKubelets({ store, clock, random, events, lifecycles }));
  return {
    store,
    lifecycles,
    stop() {
      for (const stop of stops) stop();
    },
  };
}
