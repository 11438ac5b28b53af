import { MemoryCluster } from '../../domain/fleet/testing/memory-cluster.ts';
import {
  autoscaler,
  event,
  namespace,
  pod,
  revisionOf,
  start,
  template,
  workload,
} from '../../domain/fleet/testing/objects.ts';
import type { Pod } from '../../domain/workloads/pod.ts';
import type { RevisionRecord } from '../../domain/workloads/revision-record.ts';
import type { Workload } from '../../domain/workloads/workload.ts';
import { workloadKinds } from '../../domain/workloads/workload.ts';
import { GraphUnderTest } from './graph-under-test.ts';

/** Where what is random comes from: a whole number from 0, less than the bound. */
interface Dice {
  below(bound: number): number;
}

const homes = ['acme-prod', 'acme-dev', 'shop-prod'];

/** Fixture: a small fleet in which, at random, everything happens that can happen to one. */
export class ChangingFleet {
  readonly #clusters = ['eu-1', 'us-1'].map(clusterOf);
  readonly #graphs: GraphUnderTest[] = [];
  #made = 0;

  /** A graph of its own over this fleet. All are told of the same. */
  graph(): GraphUnderTest {
    const graph = new GraphUnderTest(...this.#clusters);
    this.#graphs.push(graph);
    return graph;
  }

  /** Something happens; what, in words. */
  change(dice: Dice): string {
    const changes = [
      () => this.#changePod(dice),
      () => this.#movePod(dice),
      () => this.#removePod(dice),
      () => this.#changeWorkload(dice),
      () => this.#removeWorkload(dice),
      () => this.#addWorkload(dice),
      () => this.#changeRevision(dice),
      () => this.#changeNamespace(dice),
      () => this.#tell(dice),
      () => this.#loseTouch(dice),
      () => this.#outdated(dice),
      () => this.#passTime(dice),
      () => this.#replaceCluster(dice),
      () => 'nothing happens',
    ];
    return pick(dice, changes)();
  }

  #changePod(dice: Dice): string {
    const found = this.#somePod(dice);
    if (found === null) return 'no pod';
    const { cluster, held } = found;
    const ready = dice.below(2) === 0;
    cluster.pods.put({ ...held, restarts: held.restarts + 1, ready, message: ready ? null : 'it "waits"' });
    return `${held.meta.name} of ${cluster.name} changes`;
  }

  /** It is taken by another owner, or by none. */
  #movePod(dice: Dice): string {
    const found = this.#somePod(dice);
    if (found === null) return 'no pod';
    const { cluster, held } = found;
    const owners = [...cluster.replicaSets.all()];
    const owner = owners[dice.below(owners.length + 1)];
    const controller =
      owner === undefined
        ? null
        : { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner.meta.name, uid: owner.meta.uid };
    cluster.pods.put({ ...held, meta: { ...held.meta, controller } });
    return `${held.meta.name} of ${cluster.name} goes to ${controller?.name ?? 'nobody'}`;
  }

  #removePod(dice: Dice): string {
    const found = this.#somePod(dice);
    found?.cluster.pods.remove(found.held.meta.uid);
    return `${found?.held.meta.name} goes`;
  }

  #changeWorkload(dice: Dice): string {
    const found = this.#someWorkload(dice);
    if (found === null) return 'no workload';
    const { cluster, held } = found;
    const { meta, status } = held;
    const kinds: readonly ((held: Workload) => Workload)[] = [
      (one) => ({ ...one, template: template(`app:${dice.below(3)}`) }),
      (one) => ({ ...one, status: { ...status, available: dice.below(2), ready: dice.below(2) } }),
      (one) => ({ ...one, paused: dice.below(2) === 0 }),
      (one) => ({
        ...one,
        meta: { ...meta, labels: dice.below(2) === 0 ? { 'tenantry.dev/app': `named-${dice.below(2)}` } : {} },
      }),
      (one) => ({
        ...one,
        meta: { ...meta, annotations: dice.below(2) === 0 ? { 'meta.helm.sh/release-name': 'a' } : {} },
      }),
    ];
    cluster.workloads[held.kind].put(pick(dice, kinds)(held));
    return `${meta.name} of ${meta.namespace} in ${cluster.name} changes`;
  }

  #removeWorkload(dice: Dice): string {
    const found = this.#someWorkload(dice);
    found?.cluster.workloads[found.held.kind].remove(found.held.meta.uid);
    return `${found?.held.meta.name} goes`;
  }

  #addWorkload(dice: Dice): string {
    const cluster = pick(dice, this.#clusters);
    this.#made += 1;
    addWorkload(cluster, pick(dice, homes), `made-${this.#made}`, pick(dice, workloadKinds));
    return `made-${this.#made} comes`;
  }

  #changeRevision(dice: Dice): string {
    const { replicaSets } = pick(dice, this.#clusters);
    const all = [...replicaSets.all()];
    const held = all[dice.below(all.length)];
    if (held === undefined) return 'no revision';
    if (dice.below(3) === 0) replicaSets.remove(held.meta.uid);
    else replicaSets.put({ ...held, number: held.number + 1 });
    return `${held.meta.name} changes or goes`;
  }

  /** It goes, comes back, or is another's by its labels. */
  #changeNamespace(dice: Dice): string {
    const cluster = pick(dice, this.#clusters);
    const home = pick(dice, homes);
    const labels = [
      {},
      { 'tenantry.dev/tenant': 'shop', 'tenantry.dev/environment': 'prod' },
      { 'tenantry.dev/tenant': 'acme', 'tenantry.dev/environment': 'new' },
    ];
    if (dice.below(4) === 0) cluster.namespaces.remove(`uid-ns-${home}`);
    else cluster.namespaces.put(namespace(home, pick(dice, labels)));
    return `the namespace ${home} of ${cluster.name} changes or goes`;
  }

  #tell(dice: Dice): string {
    const found = this.#someWorkload(dice);
    if (found === null) return 'no workload';
    const { cluster, held } = found;
    this.#made += 1;
    cluster.events.put(
      event(held, pick(dice, ['FailedCreate', 'SuccessfulCreate']), `told ${this.#made}`, start + this.#made),
    );
    cluster.autoscalers.put(autoscaler(held.meta.name, held.meta.name, { meta: { namespace: held.meta.namespace } }));
    return `something is told of ${held.meta.name}`;
  }

  #loseTouch(dice: Dice): string {
    const cluster = pick(dice, this.#clusters);
    const isLost = cluster.state.gap !== null;
    if (isLost) cluster.comeBack();
    else cluster.loseTouch(start + dice.below(3));
    return `${cluster.name} ${isLost ? 'comes back' : 'is lost'}`;
  }

  /** What is held of one kind turns stale, or does so no more, and nobody is told. */
  #outdated(dice: Dice): string {
    const cluster = pick(dice, this.#clusters);
    const kind = pick(dice, [cluster.pods, ...workloadKinds.map((kind) => cluster.workloads[kind])]);
    kind.freshness = { observedAt: start + dice.below(3), stale: !kind.freshness.stale };
    return `a kind of ${cluster.name} turns ${kind.freshness.stale ? 'stale' : 'fresh'}`;
  }

  #passTime(dice: Dice): string {
    const ms = pick(dice, [1_000, 10_000, 700_000]);
    for (const { clock } of this.#graphs) clock.advance(ms);
    return `${ms} ms pass`;
  }

  /** It is registered anew: with another name, and what it holds. */
  #replaceCluster(dice: Dice): string {
    const index = dice.below(this.#clusters.length);
    const before = this.#clusters[index];
    if (before === undefined) return 'no cluster';
    this.#made += 1;
    const after = clusterOf(`renamed-${this.#made}`, index);
    this.#clusters[index] = after;
    for (const { registry } of this.#graphs) registry.add(after);
    return `${before.name} is ${after.name} now`;
  }

  #somePod(dice: Dice): { readonly cluster: MemoryCluster; readonly held: Pod } | null {
    const cluster = pick(dice, this.#clusters);
    const all = [...cluster.pods.all()];
    const held = all[dice.below(Math.max(1, all.length))];
    return held === undefined ? null : { cluster, held };
  }

  #someWorkload(dice: Dice): { readonly cluster: MemoryCluster; readonly held: Workload } | null {
    const cluster = pick(dice, this.#clusters);
    const all = workloadKinds.flatMap((kind) => [...cluster.workloads[kind].all()]);
    const held = all[dice.below(Math.max(1, all.length))];
    return held === undefined ? null : { cluster, held };
  }
}

/** Of the same id under whichever name. */
function clusterOf(name: string, index: number): MemoryCluster {
  const cluster = new MemoryCluster(name, {}, `id-${index}`);
  for (const home of homes) {
    cluster.namespaces.put(namespace(home));
    for (const [number, kind] of workloadKinds.entries()) addWorkload(cluster, home, `app-${number}`, kind);
  }
  return cluster;
}

function addWorkload(cluster: MemoryCluster, home: string, name: string, kind: Workload['kind']): void {
  const owner = cluster.workloads[kind].put(workload(name, kind, { meta: { namespace: home } }));
  const revision: RevisionRecord = revisionOf(owner, 1);
  (kind === 'DEPLOYMENT' ? cluster.replicaSets : cluster.controllerRevisions).put(revision);
  const holder = kind === 'DEPLOYMENT' ? { kind: 'ReplicaSet', meta: revision.meta } : { kind, meta: owner.meta };
  for (const number of [1, 2]) cluster.pods.put(pod(`${name}-${number}`, holder));
}

function pick<T>(dice: Dice, items: readonly T[]): T {
  const item = items[dice.below(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
