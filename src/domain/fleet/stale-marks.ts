import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { WorkloadKind } from '../workloads/workload.ts';
import { isStale } from './health.ts';

/** What is said of a cluster's workloads while they are old, and what stands for it. */
interface Said {
  readonly name: string;
  readonly reason: string | undefined;
  readonly since: number | undefined;
  readonly observedAt: number | null;
  readonly mark: object;
}

/** Tells what is said of old workloads by marks, so that answers can be used again as long as nothing else is said: see `staleHealth`. */
export class StaleMarks {
  readonly #said = new WeakMap<ClusterSource, Map<WorkloadKind, Said>>();
  readonly #clusters = new WeakMap<ClusterSource, object>();
  readonly #marked = new WeakMap<object, { readonly marks: readonly object[]; readonly version: object }>();

  /** Null: they are not old. The same as before: the same is said of them. */
  of(cluster: ClusterSource, kind: WorkloadKind): object | null {
    if (!isStale(cluster, kind)) return null;
    const { name } = cluster;
    const { reason, since } = cluster.state.gap ?? {};
    const { observedAt } = cluster.workloads[kind].freshness;
    let ofCluster = this.#said.get(cluster);
    if (ofCluster === undefined) this.#said.set(cluster, (ofCluster = new Map()));
    const said = ofCluster.get(kind);
    const isSaid =
      said?.name === name && said.reason === reason && said.since === since && said.observedAt === observedAt;
    if (isSaid) return said.mark;
    const mark = {};
    ofCluster.set(kind, { name, reason, since, observedAt, mark });
    return mark;
  }

  /** That it is stale. Not the cluster itself, which what is kept of answers would hold with all that it has. */
  ofCluster(cluster: ClusterSource): object {
    const known = this.#clusters.get(cluster);
    if (known !== undefined) return known;
    const mark = {};
    this.#clusters.set(cluster, mark);
    return mark;
  }

  /** Stands for what a version stands for together with these marks. */
  with(version: object, marks: readonly object[]): object {
    if (marks.length === 0) return version;
    const known = this.#marked.get(version);
    if (known?.marks.length === marks.length && known.marks.every((mark, index) => mark === marks[index])) {
      return known.version;
    }
    const marked = {};
    this.#marked.set(version, { marks, version: marked });
    return marked;
  }
}
