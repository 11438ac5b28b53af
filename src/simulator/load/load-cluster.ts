import { appsPerNamespace, firstResourceVersion, firstRevision, replicas, replicaSetSlot } from './filling.ts';
import type { Home } from './filling.ts';
import { createKindLog } from './kind-log.ts';
import type { ChangeType, KindLog, Row } from './kind-log.ts';
import { deploymentKind, loadKinds, looks, namespaceKind, podKind, replicaSetKind } from './load-kinds.ts';
import type { LoadKind } from './load-kinds.ts';

/** The objects of one load cluster, and what can happen to them. */
export interface LoadCluster extends Home {
  /** Such as `load-001`. */
  readonly name: string;
  /** The version of the last change. */
  readonly resourceVersion: number;
  log(kind: LoadKind): KindLog;
  /** A container of a pod crashes, or runs again. Nothing where the pod is just being replaced. */
  restart(pod: number): void;
  /** The changes of a rollout of a Deployment, in order; each is one event, or a few where one controller makes them together. */
  rollOut(deployment: number): readonly (() => void)[];
}

export function createLoadCluster(name: string, index: number, deployments: number): LoadCluster {
  const logs = new Map(loadKinds.map((kind) => [kind, createKindLog(initialRows(kind, deployments))]));
  const [apps, replicaSets, pods] = [log(deploymentKind), log(replicaSetKind), log(podKind)];
  let resourceVersion = firstResourceVersion;
  let sequence = 0;

  function log(kind: LoadKind): KindLog {
    const found = logs.get(kind);
    if (found === undefined) throw new RangeError(`no load cluster has ${kind.plural}`);
    return found;
  }

  function change(target: KindLog, type: ChangeType, slot: number, revision: number, look: number): void {
    resourceVersion += 1;
    sequence += 1;
    target.apply(type, { slot, revision, look, resourceVersion, sequence });
  }

  /** Of two rollouts of one Deployment at a time the second would take the first one's places. */
  const rollingOut = new Set<number>();

  return {
    name,
    index,
    deployments,
    get resourceVersion() {
      return resourceVersion;
    },
    log,
    restart(slot) {
      const row = pods.at(slot);
      if (row === undefined) return;
      const look = row.look === looks.pod.crashing ? looks.pod.restarted : looks.pod.crashing;
      change(pods, 'MODIFIED', slot, row.revision, look);
    },
    rollOut(slot) {
      const before = apps.at(slot);
      if (before === undefined || rollingOut.has(slot)) return [];
      rollingOut.add(slot);
      const old = before.revision;
      const next = old + 1;
      const [oldSet, nextSet] = [replicaSetSlot(slot, old), replicaSetSlot(slot, next)];
      const podSlots = Array.from({ length: replicas }, (_, replica) => slot * replicas + replica);
      return [
        () => change(apps, 'MODIFIED', slot, next, looks.deployment.progressing),
        () => {
          const oldest = replicaSets.at(nextSet);
          if (oldest !== undefined) change(replicaSets, 'DELETED', nextSet, oldest.revision, oldest.look);
        },
        () => change(replicaSets, 'ADDED', nextSet, next, looks.replicaSet.starting),
        ...podSlots.flatMap((pod) => [
          () => change(pods, 'DELETED', pod, old, pods.at(pod)?.look ?? looks.pod.running),
          () => change(pods, 'ADDED', pod, next, looks.pod.running),
        ]),
        () => change(replicaSets, 'MODIFIED', oldSet, old, looks.replicaSet.empty),
        () => change(replicaSets, 'MODIFIED', nextSet, next, looks.replicaSet.serving),
        () => {
          change(apps, 'MODIFIED', slot, next, looks.deployment.complete);
          rollingOut.delete(slot);
        },
      ];
    },
  };
}

/** Every Deployment has had one rollout, so that each has a ReplicaSet without pods as well. */
function initialRows(kind: LoadKind, deployments: number): readonly Row[] {
  const revision = firstRevision + 1;
  const row = (slot: number, more: Partial<Row> = {}): Row => ({
    slot,
    revision,
    look: 0,
    resourceVersion: firstResourceVersion,
    sequence: 0,
    ...more,
  });
  const many = (length: number): readonly Row[] => Array.from({ length }, (_, slot) => row(slot));
  if (kind === deploymentKind) return many(deployments);
  if (kind === podKind) return many(deployments * replicas);
  if (kind === replicaSetKind) {
    return many(deployments * 2).map(({ slot }) =>
      slot === replicaSetSlot(slot >> 1, revision)
        ? row(slot, { look: looks.replicaSet.serving })
        : row(slot, { look: looks.replicaSet.empty, revision: revision - 1 }),
    );
  }
  if (kind !== namespaceKind) return [];
  const namespaces = many(Math.ceil(deployments / appsPerNamespace));
  return [...namespaces, row(namespaces.length, { look: 1 }), row(namespaces.length + 1, { look: 2 })];
}
