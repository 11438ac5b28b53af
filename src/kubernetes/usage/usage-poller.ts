import type { UsageSample, UsageTable } from '../../domain/clusters/cluster-usage.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Gate } from '../../lib/gate.ts';
import type { JsonObject } from '../../lib/json.ts';
import { noLongerNeeded } from '../../lib/no-longer-needed.ts';
import { sleep } from '../../lib/sleep.ts';
import type { Turns } from '../../lib/turns.ts';
import type { CallFailure } from '../failures.ts';
import type { ClusterTransport } from '../transport/cluster-transport.ts';
import type { NamedSample } from './project-usage.ts';
import { readUsage, servesUsage } from './read-usage.ts';
import { createUsageStore } from './usage-store.ts';

/** Asks one cluster's metrics API, again and again, for one kind of samples: one request at a time, shared by all who read. */
export interface UsagePoller<T extends UsageSample> {
  readonly table: UsageTable<T>;
  /** Until the signal aborts; waits while the gate is shut. */
  run(signal: AbortSignal): Promise<void>;
  /** Asks at once: the cluster is back. */
  hurry(): void;
}

export interface UsagePollerOptions<T extends UsageSample> {
  readonly plural: 'pods' | 'nodes';
  readonly project: (raw: JsonObject) => NamedSample<T> | null;
  readonly transport: ClusterTransport;
  /** Shut while the cluster may not be called. */
  readonly gate: Gate;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly turns: Turns;
  /** From the beginning of one poll to that of the next, in milliseconds. Default 15 000, which is how often metrics-server measures. */
  readonly intervalMs?: number;
}

const defaultIntervalMs = 15_000;
/** Of one poll. */
const deadlineMs = 10_000;
/** In intervals: how seldom it is asked whether that has changed, where the API is not there, is refused, or goes on failing. */
const longestWait = 4;

/** A poller with an empty table; nothing is asked before it runs. */
export function createUsagePoller<T extends UsageSample>(options: UsagePollerOptions<T>): UsagePoller<T> {
  const { plural, transport, gate, clock, random } = options;
  const intervalMs = options.intervalMs ?? defaultIntervalMs;
  const store = createUsageStore<T>({ clock, staleAfterMs: 3 * intervalMs, isReachable: () => gate.isOpen });
  const longestMs = longestWait * intervalMs;
  let waking = new AbortController();
  let failures = 0;

  /** Asks once; answers how long to wait from its beginning, in milliseconds. */
  async function poll(signal: AbortSignal): Promise<number> {
    // What the API itself refuses is told from one that is not there: both are a 403 to whoever may not read it.
    if (store.availability.status !== 'SYNCED') {
      const served = await servesUsage(transport, plural);
      if (!served.ok) return failed(served.failure);
      if (!served.value) return missing();
    }
    const read = await readUsage({ ...options, deadlineMs, signal });
    if (!read.ok) return read.failure.status === 404 ? missing() : failed(read.failure);
    failures = 0;
    store.replace(read.value);
    return intervalMs * (0.9 + random() * 0.2);
  }

  function missing(): number {
    failures = 0;
    store.failed('MISSING', `it serves no ${plural}.metrics.k8s.io: install metrics-server, or another metrics API`);
    return jittered(longestMs);
  }

  function failed({ reason, message, retryAfterMs }: CallFailure): number {
    if (reason === 'FORBIDDEN') {
      failures = 0;
      store.failed('FORBIDDEN', message);
      return jittered(longestMs);
    }
    store.failed('FAILING', message);
    const waitMs = jittered(Math.min(intervalMs * 2 ** failures, longestMs));
    failures = Math.min(failures + 1, 10);
    return Math.max(waitMs, Math.min(retryAfterMs ?? 0, longestMs));
  }

  function jittered(waitMs: number): number {
    return waitMs * (0.5 + random() * 0.5);
  }

  return {
    table: store,
    async run(signal) {
      while (!signal.aborted) {
        await gate.pass(signal);
        if (signal.aborted) return;
        waking = new AbortController();
        const startedAt = clock.now();
        const waitMs = await poll(signal);
        if (signal.aborted) return;
        await sleep(clock, Math.max(0, startedAt + waitMs - clock.now()), signal, waking.signal);
      }
    },
    hurry() {
      failures = 0;
      waking.abort(noLongerNeeded);
    },
  };
}
