import type { CachedKind, CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { ClusterDefinition } from '../../domain/clusters/cluster-definition.ts';
import type { ClusterSource } from '../../domain/clusters/cluster-source.ts';
import type { KubernetesEvent } from '../../domain/workloads/cluster-objects.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { builtInKinds } from '../kinds.ts';
import type { KindDefinition } from '../kinds.ts';
import { createKubernetesLogSource } from '../logs/kubernetes-log-source.ts';
import { createWorkloadWriter } from '../writer/workload-writer.ts';
import type { ClusterEngine } from './cluster-engine.ts';

/** A registered cluster, with a look into caches of kinds that integrations added. */
export interface KubernetesClusterSource extends ClusterSource {
  cache<T extends CachedObject>(kind: KindDefinition<T>): CachedKind<T> | undefined;
}

/** What the rest of the product sees of an engine, under an id and a definition. */
export function createClusterSource(
  id: string,
  definition: ClusterDefinition,
  engine: ClusterEngine,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): KubernetesClusterSource {
  const held = <T extends CachedObject>(kind: KindDefinition<T>): CachedKind<T> => {
    const cache = engine.cache(kind);
    if (cache === undefined) throw new Error('a built-in kind is not cached');
    return cache;
  };
  const events = held(builtInKinds.events);
  const pods = held(builtInKinds.pods);
  return {
    id,
    name: definition.name,
    definition,
    get state() {
      return engine.state;
    },
    get freshness() {
      return engine.freshness;
    },
    namespaces: held(builtInKinds.namespaces),
    nodes: held(builtInKinds.nodes),
    workloads: {
      DEPLOYMENT: held(builtInKinds.deployments),
      STATEFUL_SET: held(builtInKinds.statefulSets),
      DAEMON_SET: held(builtInKinds.daemonSets),
    },
    replicaSets: held(builtInKinds.replicaSets),
    controllerRevisions: held(builtInKinds.controllerRevisions),
    pods,
    events: withAbout(events),
    autoscalers: held(builtInKinds.autoscalers),
    usage: engine.usage,
    logs: createKubernetesLogSource({
      transport: engine.transport,
      pods,
      cluster: definition.name,
      log,
      clock,
      random: engine.random,
      refusal: () => engine.refusal(),
      onState: (listener) => engine.onState(listener),
    }),
    writer: createWorkloadWriter(engine, clock),
    onState: (listener) => engine.onState(listener),
    cache: (kind) => engine.cache(kind),
  };
}

function withAbout(events: CachedKind<KubernetesEvent>): ClusterSource['events'] {
  const newestLast = (a: KubernetesEvent, b: KubernetesEvent): number => (a.lastSeenAt ?? 0) - (b.lastSeenAt ?? 0);
  return {
    get availability() {
      return events.availability;
    },
    get freshness() {
      return events.freshness;
    },
    get size() {
      return events.size;
    },
    get: (uid) => events.get(uid),
    find: (namespace, name) => events.find(namespace, name),
    inNamespace: (namespace) => events.inNamespace(namespace),
    ownedBy: (uid) => events.ownedBy(uid),
    uidsOwnedBy: (uid) => events.uidsOwnedBy(uid),
    countOwnedBy: (uid) => events.countOwnedBy(uid),
    ownerOf: (uid) => events.ownerOf(uid),
    all: () => events.all(),
    subscribe: (listener) => events.subscribe(listener),
    about: (uid) => [...events.ownedBy(uid)].sort(newestLast),
  };
}
