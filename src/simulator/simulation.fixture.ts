import { systemClock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { ClusterDefinition, WorkloadDefinition } from './demo/cluster-definition.ts';
import { populateCluster } from './demo/populate-cluster.ts';
import { runSimulation } from './run-simulation.ts';
import type { Pod } from './objects/pod.ts';
import { seededRandom } from './objects/random.ts';
import type { ObjectStore } from './store/object-store.ts';
import { createWarmUpClock } from './store/warm-up-clock.ts';

/** Noon, in a year that tests do not depend on. */
export const noon = Date.UTC(2030, 0, 1, 12);

/** A cluster without an API server, on a clock that the test moves. */
export interface Simulation {
  readonly store: ObjectStore;
  /** Lets so many seconds pass. */
  pass(seconds: number): void;
  now(): number;
  pods(name: string): readonly Pod[];
  /** What the controllers could not do. */
  readonly failures: string[];
}

/** A definition of one cluster with a namespace `acme-prod`; pods are ready a second after they were made. */
export function definition(
  workloads: readonly WorkloadDefinition[],
  more: Partial<ClusterDefinition> = {},
): ClusterDefinition {
  return {
    name: 'test',
    labels: {},
    kubernetesVersion: 'v1.35.4',
    nodes: { count: 3, cpu: '8', memory: '16Gi', zones: ['a', 'b'] },
    namespaces: [{ name: 'acme-prod' }],
    workloads,
    lifecycles: [
      { name: 'default', images: ['*'], schedule: 0.1, pull: 0.3, ready: 0.5, stop: 0.5 },
      ...(more.lifecycles ?? []),
    ],
    outages: [],
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'lifecycles')),
  };
}

/** A workload of one container. */
export function workload(
  kind: WorkloadDefinition['kind'],
  replicas: number,
  more: Partial<WorkloadDefinition> = {},
): WorkloadDefinition {
  return {
    kind,
    namespace: 'acme-prod',
    name: 'web',
    replicas,
    containers: [{ name: 'web', image: 'web:1' }],
    ...more,
  };
}

/** Starts a simulation whose past is over. */
export function simulate(cluster: ClusterDefinition): Simulation {
  const clock = createWarmUpClock(systemClock, noon - 1000 * 3_600_000);
  const failures: string[] = [];
  const log: Log = { debug() {}, info() {}, warn() {}, error: (fields) => failures.push(JSON.stringify(fields)) };
  const { store } = runSimulation({
    definition: cluster,
    clock,
    random: seededRandom('test'),
    log,
    resourceVersion: 1,
  });
  populateCluster(store, clock, cluster, noon);
  return {
    store,
    failures,
    pass: (seconds) => clock.advanceTo(clock.now() + seconds * 1000),
    now: () => clock.now(),
    pods: (name) =>
      store.list('pods', 'acme-prod').filter((pod) => pod.metadata.labels?.['app.kubernetes.io/name'] === name),
  };
}
