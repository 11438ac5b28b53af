import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { Container, Pod } from '../workloads/pod.ts';
import type { RunName } from './log-line.ts';

/** One run of a container, and the cluster that it is in. */
export interface ContainerRun extends RunName {
  readonly cluster: ClusterSource;
}

/** A pod whose logs are asked for. */
export interface LoggingPod {
  readonly cluster: ClusterSource;
  readonly pod: Pod;
}

/** Which of the containers; an absent condition narrows nothing. */
export interface ContainerFilter {
  /** Names of clusters. */
  readonly clusters?: readonly string[];
  /** Names of pods. */
  readonly pods?: readonly string[];
  /** Names of containers. */
  readonly containers?: readonly string[];
}

/** A container of a pod, in whichever run. */
export type LoggingContainer = Omit<ContainerRun, 'restart'>;

/** The containers that fit, init containers included, with when their pods were made: milliseconds since the epoch. */
export function containersOf(
  pods: readonly LoggingPod[],
  { clusters, pods: names, containers }: ContainerFilter,
): readonly (LoggingContainer & { readonly now: Container; readonly createdAt: number })[] {
  return pods
    .filter(({ cluster, pod }) => includes(clusters, cluster.name) && includes(names, pod.meta.name))
    .flatMap(({ cluster, pod: { meta, containers: all } }) =>
      all
        .filter(({ name }) => includes(containers, name))
        .map((now) => ({
          cluster,
          namespace: meta.namespace,
          pod: meta.name,
          podUid: meta.uid,
          container: now.name,
          now,
          createdAt: meta.createdAt,
        })),
    );
}

function includes(wanted: readonly string[] | undefined, name: string): boolean {
  return wanted === undefined || wanted.includes(name);
}

/** Whether the container ran at all: else it has no log. */
export function hasStarted({ state, restarts, lastTermination }: Container): boolean {
  return state !== 'WAITING' || restarts > 0 || lastTermination !== null;
}

/** Whether its last run is over, and the next one, if any, has not begun. */
export function hasEnded(container: Container): boolean {
  return container.state === 'TERMINATED' || (container.state === 'WAITING' && hasStarted(container));
}

/** The container as its cluster showed it last; undefined where it is gone. */
export function presentState({ cluster, podUid, container }: LoggingContainer): Container | undefined {
  return cluster.pods.get(podUid)?.containers.find(({ name }) => name === container);
}
