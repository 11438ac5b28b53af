/** One workload of one cluster, as the graph and kubectl both have to show it. Lists are sorted. */
export interface WorkloadView {
  readonly image: string;
  /** desired, current, updated, ready, available */
  readonly replicas: readonly [number, number, number, number, number];
  /** Numbers and images of the kept revisions. */
  readonly revisions: readonly string[];
  /** Of the template that it has now; null while its controller has not numbered it. */
  readonly revision: number | null;
  /** Name, phase, readiness, restarts, image and node of each pod. */
  readonly pods: readonly string[];
}

/** By `namespace/Kind/name`. */
export type ClusterView = Readonly<Record<string, WorkloadView>>;

/** The one text of a pod that both views write. */
export function podText(pod: {
  readonly name: string;
  readonly phase: string;
  readonly ready: boolean;
  readonly restarts: number;
  readonly image: string;
  readonly node: string | null;
}): string {
  const { name, phase, ready, restarts, image, node } = pod;
  return `${name} ${phase.toUpperCase()} ${ready ? 'ready' : 'not ready'} ${restarts} restarts ${image} on ${node ?? 'no node'}`;
}
