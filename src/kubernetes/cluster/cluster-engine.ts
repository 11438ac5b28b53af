import type { CachedKind, CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { ClusterFailure } from '../../domain/clusters/cluster-failure.ts';
import type { ClusterState, Freshness } from '../../domain/clusters/cluster-state.ts';
import type { ClusterUsage } from '../../domain/clusters/cluster-usage.ts';
import { createListeners } from '../../lib/listeners.ts';
import { createObjectBudget } from '../cache/object-budget.ts';
import type { ObjectBudget } from '../cache/object-budget.ts';
import { discoverKinds } from '../discovery.ts';
import { kindName } from '../kinds.ts';
import type { KindDefinition } from '../kinds.ts';
import type { ClusterTransport } from '../transport/cluster-transport.ts';
import { projectNodeUsage, projectPodUsage } from '../usage/project-usage.ts';
import { createUsagePoller } from '../usage/usage-poller.ts';
import { createGate } from '../../lib/gate.ts';
import { createSlots } from '../../lib/slots.ts';
import type { Slots } from '../../lib/slots.ts';
import { offersStreamingList, prefersStreamingList } from './first-list.ts';
import { createCachedClusterKind } from './cached-cluster-kind.ts';
import type { CachedClusterKind } from './cached-cluster-kind.ts';
import { createConnectionMonitor } from './connection-monitor.ts';
import type { Admission } from './connection-monitor.ts';
import { computeClusterState } from './cluster-state.ts';
import type { EngineParts } from './engine-parts.ts';

/** What runs for one cluster: its connection, its probe, and a reflector for each kind. */
export interface ClusterEngine {
  readonly state: ClusterState;
  readonly freshness: Freshness;
  readonly transport: ClusterTransport;
  readonly usage: ClusterUsage;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** The cache of a kind; undefined for one that was not given at the start. */
  cache<T extends CachedObject>(kind: KindDefinition<T>): CachedKind<T> | undefined;
  onState(listener: (state: ClusterState) => void): () => void;
  /** Null while the cluster may be called, else why not: calls fail at once instead of waiting. */
  refusal(): ClusterFailure | null;
  /** A call failed as if the cluster were away: look at once. */
  suspect(): void;
  start(): void;
  close(): void;
}

export interface ClusterEngineOptions extends EngineParts {
  readonly name: string;
  readonly transport: ClusterTransport;
  readonly kinds: readonly KindDefinition<CachedObject>[];
  /** May this cluster be served under this name? Called each time it was found again. */
  readonly admit: (uid: string) => Promise<Admission>;
  readonly processBudget: ObjectBudget;
  readonly processLists: Slots;
  /** See `UsagePollerOptions.intervalMs`. */
  readonly usageIntervalMs?: number;
}

const maxObjectsPerCluster = 250_000;
const listsAtOnce = 5;
const rediscoverAfterMs = 600_000;

export function createClusterEngine(options: ClusterEngineOptions): ClusterEngine {
  const { clock, log, transport, name } = options;
  const listeners = createListeners<ClusterState>(log, `the state of ${name}`);
  const ending = new AbortController();
  const gate = createGate();
  const budget = createObjectBudget(options.maxObjectsPerCluster ?? maxObjectsPerCluster, options.processBudget);
  const lists = createSlots(clock, listsAtOnce, 2000, options.processLists);
  let running = false;
  let discoveredAt = Number.NEGATIVE_INFINITY;
  let warned: string | null = null;

  const monitor = createConnectionMonitor({
    ...options,
    gate,
    signal: ending.signal,
    reached,
    opened: () => {
      for (const { reflector } of kinds) reflector.hurry();
      for (const poller of pollers) poller.hurry();
    },
    lost: () => {
      for (const { reflector, store } of kinds) {
        store.setReachable(false);
        reflector.restart();
      }
    },
    confirmed: (at) => {
      for (const { store } of kinds) if (store.live) store.observed(at);
      if (at - discoveredAt > rediscoverAfterMs) void discover();
    },
    changed: recompute,
  });

  const kinds: readonly CachedClusterKind[] = options.kinds.map((kind) =>
    createCachedClusterKind(kind, {
      ...options,
      cluster: name,
      budget,
      lists,
      gate: (signal) => gate.pass(signal),
      streamingList: () => prefersStreamingList(monitor.identity?.kubernetesVersion ?? ''),
      offersStreamingList: () => offersStreamingList(monitor.identity?.kubernetesVersion ?? ''),
      suspect: () => monitor.lookNow(),
      changed: recompute,
    }),
  );

  const polls = {
    ...options,
    gate,
    ...(options.usageIntervalMs !== undefined && { intervalMs: options.usageIntervalMs }),
  };
  const podUsage = createUsagePoller({ ...polls, plural: 'pods', project: projectPodUsage });
  const nodeUsage = createUsagePoller({ ...polls, plural: 'nodes', project: projectNodeUsage });
  const pollers = [podUsage, nodeUsage];

  let state = compute(null);

  function compute(previous: ClusterState | null): ClusterState {
    return computeClusterState({
      phase: monitor.phase,
      kinds,
      uid: monitor.identity?.uid ?? null,
      kubernetesVersion: monitor.identity?.kubernetesVersion ?? null,
      warning: transport.warning,
      previous,
      now: clock.now(),
    });
  }

  function recompute(): void {
    const next = compute(state);
    if (JSON.stringify(state) === JSON.stringify(next)) return;
    const before = state;
    state = next;
    if (before.status !== next.status)
      log.info({ cluster: name, status: next.status, reason: next.message }, 'the state of a cluster changed');
    if (transport.warning !== null && transport.warning !== warned) {
      warned = transport.warning;
      log.warn({ cluster: name }, warned);
    }
    listeners.tell(next);
  }

  /** The cluster answers, and may be served. */
  async function reached(): Promise<void> {
    for (const { store } of kinds) store.setReachable(true);
    await discover();
    if (running || ending.signal.aborted) return;
    running = true;
    for (const { reflector } of kinds) void reflector.run(ending.signal);
    for (const poller of pollers) void poller.run(ending.signal);
  }

  async function discover(): Promise<void> {
    discoveredAt = clock.now();
    const served = await discoverKinds(
      transport,
      kinds.map(({ kind }) => kind.type),
    );
    if (!served.ok) return;
    for (const { kind, store, reflector } of kinds) {
      if (!served.value(kind.type)) {
        // Its reflector finds the same by listing; said here, nobody waits for that.
        if (store.availability.status === 'SYNCING') store.setAvailability({ status: 'MISSING' });
      } else if (store.availability.status === 'MISSING') {
        store.setAvailability({ status: 'SYNCING' });
        reflector.recheck();
      }
    }
    recompute();
  }

  transport.onReplaced(() => {
    monitor.replaced();
    for (const { reflector } of kinds) reflector.restart();
  });

  return {
    get state() {
      return state;
    },
    get freshness() {
      // Asked of all clusters for many an answer: nothing is made for it but what is told.
      let oldest = Number.POSITIVE_INFINITY;
      let isComplete = true;
      let isStale = false;
      for (const { store } of kinds) {
        const { status } = store.availability;
        if (status !== 'SYNCED' && status !== 'SYNCING') continue;
        const { observedAt, stale } = store.freshness;
        if (observedAt === null) isComplete = false;
        else if (observedAt < oldest) oldest = observedAt;
        if (stale) isStale = true;
      }
      if (oldest === Number.POSITIVE_INFINITY) isComplete = false;
      return { observedAt: isComplete ? oldest : null, stale: !isComplete || isStale };
    },
    transport,
    usage: { pods: podUsage.table, nodes: nodeUsage.table },
    random: options.random,
    cache<T extends CachedObject>(kind: KindDefinition<T>): CachedKind<T> | undefined {
      const found = kinds.find((each) => each.kind === kind);
      // The same definition made this cache, so it holds what that projects.
      return found?.store as CachedKind<CachedObject> as CachedKind<T> | undefined;
    },
    onState: (listener) => listeners.add(listener),
    refusal: () => monitor.refusal(),
    suspect: () => monitor.lookNow(),
    start: () => void monitor.run(),
    close() {
      ending.abort();
      transport.close();
      for (const { store } of kinds) store.release();
      log.debug(
        { cluster: name, kinds: kinds.map(({ kind }) => kindName(kind)).length },
        'a cluster is no longer read',
      );
    },
  };
}
