import { isDeepStrictEqual } from 'node:util';
import type { CachedObject } from '../domain/clusters/cached-kind.ts';
import type { ClusterDefinition } from '../domain/clusters/cluster-definition.ts';
import type { ClusterIdentities } from '../domain/clusters/cluster-identities.ts';
import type { ClusterRegistry } from '../domain/clusters/cluster-source.ts';
import type { Clock } from '../lib/clock.ts';
import { createListeners } from '../lib/listeners.ts';
import type { Log } from '../lib/log.ts';
import { createSlots } from '../lib/slots.ts';
import { processTurns } from '../lib/turns.ts';
import { createObjectBudget } from './cache/object-budget.ts';
import { createClusterEngine } from './cluster/cluster-engine.ts';
import type { ClusterEngine } from './cluster/cluster-engine.ts';
import type { Admission } from './cluster/connection-monitor.ts';
import { createClusterSource } from './cluster/kubernetes-cluster-source.ts';
import type { KubernetesClusterSource } from './cluster/kubernetes-cluster-source.ts';
import { builtInKinds } from './kinds.ts';
import type { KindDefinition } from './kinds.ts';
import { observedUntilEnded, silentObserver } from './observer.ts';
import type { ClusterObserver } from './observer.ts';
import { createClusterTransport } from './transport/cluster-transport.ts';
import { countedTransport } from './transport/counted-transport.ts';
import { tracedTransport } from './transport/traced-transport.ts';
import { createCredentialSource } from './transport/credential-source.ts';

/** The registered clusters, and the way to change which they are. */
export interface KubernetesClusterRegistry extends ClusterRegistry {
  list(): readonly KubernetesClusterSource[];
  byId(id: string): KubernetesClusterSource | undefined;
  byName(name: string): KubernetesClusterSource | undefined;
  /** Registers a cluster, or changes the one of that name. What else than the connection changed keeps the caches. */
  add(definition: ClusterDefinition): Promise<void>;
  remove(name: string): Promise<void>;
  /** Ends all connections. */
  close(): Promise<void>;
}

export interface ClusterRegistryOptions {
  readonly identities: ClusterIdentities;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly observer?: ClusterObserver;
  /** Kinds beyond the built-in ones. */
  readonly kinds?: readonly KindDefinition<CachedObject>[];
  /** The environment that credential plugins of kubeconfigs get. Default: empty. */
  readonly execEnvironment?: Readonly<Record<string, string>>;
  /** Objects held of all clusters together. Default 1 000 000. */
  readonly maxObjects?: number;
  /** Objects held of one cluster. Default 250 000. */
  readonly maxObjectsPerCluster?: number;
  /** How often each cluster is asked what its pods and machines use, in milliseconds. Default 15 000. */
  readonly usageIntervalMs?: number;
}

interface Entry {
  readonly definition: ClusterDefinition;
  readonly engine: ClusterEngine;
  readonly observer: ClusterObserver;
  source: KubernetesClusterSource;
  /** The cluster's uid, once it is admitted under this name. */
  uid: string | null;
  /** The uid that answered last, admitted or not. */
  found: string | null;
}

/** The entries as they are asked for. */
interface Shown {
  readonly list: readonly KubernetesClusterSource[];
  readonly byId: ReadonlyMap<string, KubernetesClusterSource>;
}

const listsAtOnce = 16;

/** A registry without clusters. */
export function createClusterRegistry(options: ClusterRegistryOptions): KubernetesClusterRegistry {
  const { identities, clock, log } = options;
  const entries = new Map<string, Entry>();
  /** What is asked thousands of times between two changes of the entries; null since the last one. */
  let shown: Shown | null = null;
  const listeners = createListeners<{ readonly type: 'ADDED' | 'REMOVED'; readonly cluster: KubernetesClusterSource }>(
    log,
    'the cluster registry',
  );
  const processBudget = createObjectBudget(options.maxObjects ?? 1_000_000);
  const processLists = createSlots(clock, listsAtOnce, 2000);
  const kinds = [...Object.values<KindDefinition<CachedObject>>(builtInKinds), ...(options.kinds ?? [])];
  /** Changes come one after the other: an add that is slow must not overtake the remove that follows it. */
  let queue: Promise<void> = Promise.resolve();

  function inTurn(change: () => Promise<void> | void): Promise<void> {
    const done = queue.then(change);
    queue = done.catch(() => undefined);
    return done;
  }

  function put(entry: Entry): void {
    entries.set(entry.definition.name, entry);
    shown = null;
  }

  function shownNow(): Shown {
    if (shown !== null) return shown;
    const list = Array.from(entries.values(), ({ source }) => source);
    // Of two with one id the first counts.
    const byId = new Map(list.toReversed().map((source) => [source.id, source]));
    return (shown = { list, byId });
  }

  function begin(definition: ClusterDefinition, id: string): void {
    const calls = createClusterTransport({
      clock,
      credentials: createCredentialSource(definition.connection, {
        clock,
        execEnvironment: options.execEnvironment ?? {},
      }),
    });
    const observer = observedUntilEnded(options.observer ?? silentObserver);
    const transport = tracedTransport(countedTransport(calls, definition.name, observer), definition.name);
    const engine: ClusterEngine = createClusterEngine({
      name: definition.name,
      transport,
      kinds,
      clock,
      random: options.random,
      log,
      turns: processTurns,
      observer,
      processBudget,
      processLists,
      ...(options.maxObjectsPerCluster === undefined ? {} : { maxObjectsPerCluster: options.maxObjectsPerCluster }),
      ...(options.usageIntervalMs === undefined ? {} : { usageIntervalMs: options.usageIntervalMs }),
      admit: (uid) => admit(definition.name, engine, uid),
    });
    const entry: Entry = {
      definition,
      engine,
      observer,
      source: createClusterSource(id, definition, engine, { clock, log }),
      uid: null,
      found: null,
    };
    put(entry);
    listeners.tell({ type: 'ADDED', cluster: entry.source });
    engine.start();
  }

  function end(entry: Entry): void {
    entries.delete(entry.definition.name);
    shown = null;
    entry.engine.close();
    entry.observer.ended(entry.definition.name);
    listeners.tell({ type: 'REMOVED', cluster: entry.source });
    lookAgain();
  }

  /** One that was refused because of another may be served now. */
  function lookAgain(): void {
    for (const other of entries.values()) if (other.engine.state.status === 'DISABLED') other.engine.suspect();
  }

  function show(entry: Entry, id: string, definition: ClusterDefinition): void {
    const before = entry.source;
    const next: Entry = {
      ...entry,
      definition,
      source: createClusterSource(id, definition, entry.engine, { clock, log }),
    };
    put(next);
    listeners.tell({ type: 'REMOVED', cluster: before });
    listeners.tell({ type: 'ADDED', cluster: next.source });
  }

  async function admit(name: string, engine: ClusterEngine, uid: string): Promise<Admission> {
    const known = await identities.idOfUid(uid);
    const entry = entries.get(name);
    if (entry?.engine !== engine) return { admitted: false, message: 'this cluster is no longer registered' };
    entry.found = uid;
    for (const other of entries.values()) {
      // Whoever is served as this cluster, or was and is not known to be another now: the records decide, not who connects first.
      const recorded = other.source.id === known && (other.found === null || other.found === uid);
      if (other !== entry && (other.uid === uid || recorded)) {
        const message = `this is the same cluster as ${other.definition.name} (kube-system uid ${uid}): remove one of ${other.definition.origin} and ${entry.definition.origin}`;
        return { admitted: false, message };
      }
    }
    // As it was admitted before: there is nothing to record, so records that cannot be used now do not matter.
    if (entry.uid === uid && engine.state.uid === uid) return { admitted: true };
    const another = engine.state.uid !== null && engine.state.uid !== uid;
    // Claimed before the records are asked, so that of two names for one cluster only one gets there.
    entry.uid = uid;
    const bound = await identities.bind(entry.source.id, name, uid).catch((error: unknown) => {
      const unbound = entries.get(name);
      if (unbound?.engine === engine) unbound.uid = null;
      throw error;
    });
    const present = entries.get(name);
    if (present?.engine !== engine) return { admitted: false, message: 'this cluster is no longer registered' };
    if ('refusedBecause' in bound) {
      present.uid = null;
      return { admitted: false, message: bound.refusedBecause };
    }
    if (another) {
      // Nothing that is held is this cluster's: begin anew under its own id.
      end(present);
      begin(present.definition, bound.id);
      return { admitted: false, message: 'another cluster answers at this address now' };
    }
    if (bound.id !== present.source.id) {
      show(present, bound.id, present.definition);
      lookAgain();
    }
    return { admitted: true };
  }

  return {
    list: () => shownNow().list,
    byName: (name) => entries.get(name)?.source,
    byId: (id) => shownNow().byId.get(id),
    onChange: (listener) => listeners.add(listener),

    add: (definition) =>
      inTurn(async () => {
        const entry = entries.get(definition.name);
        if (entry !== undefined && isDeepStrictEqual(entry.definition, definition)) return;
        if (entry !== undefined && isDeepStrictEqual(entry.definition.connection, definition.connection)) {
          show(entry, entry.source.id, definition);
          return;
        }
        const id = await identities.idForName(definition.name);
        if (entry !== undefined) end(entry);
        begin(definition, id);
      }),

    remove: (name) =>
      inTurn(() => {
        const entry = entries.get(name);
        if (entry !== undefined) end(entry);
      }),

    close: () =>
      inTurn(() => {
        for (const entry of entries.values()) entry.engine.close();
        entries.clear();
        shown = null;
      }),
  };
}
