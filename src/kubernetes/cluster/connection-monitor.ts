import type { ClusterFailure } from '../../domain/clusters/cluster-failure.ts';
import type { Gate } from '../../lib/gate.ts';
import { noLongerNeeded } from '../../lib/no-longer-needed.ts';
import { sleep } from '../../lib/sleep.ts';
import { failureTurns } from '../failure-turns.ts';
import type { ClusterTransport } from '../transport/cluster-transport.ts';
import { readClusterIdentity } from './cluster-identity.ts';
import type { ClusterIdentity } from './cluster-identity.ts';
import type { ConnectionPhase } from './cluster-state.ts';
import type { EngineParts } from './engine-parts.ts';
import { createProbe } from './probe.ts';
import type { ProbeResult } from './probe.ts';

/** Whether a cluster that was found may be served. */
export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly message: string };

/**
 * One cluster's circuit breaker, driven by an active probe: two silent probes shut the gate before everything that calls the
 * cluster; the probe alone goes on, and opens it again. With a probe each 2.4 to 3 s, due within 4 s and
 * then within 3 s, silence is told within 11 s.
 */
export interface ConnectionMonitor {
  readonly phase: ConnectionPhase;
  readonly identity: ClusterIdentity | null;
  run(): Promise<void>;
  /** The connections were replaced: who answers now is asked before anything else is. */
  replaced(): void;
  /** Probes at once. */
  lookNow(): void;
  /** Null while calls may go out. */
  refusal(): ClusterFailure | null;
}

export interface ConnectionMonitorOptions extends EngineParts {
  readonly name: string;
  readonly transport: ClusterTransport;
  readonly gate: Gate;
  readonly signal: AbortSignal;
  readonly admit: (uid: string) => Promise<Admission>;
  /** The cluster was found and admitted; then the gate opens. */
  readonly reached: () => Promise<void>;
  readonly opened: () => void;
  /** The cluster was lost; the gate is shut. */
  readonly lost: () => void;
  /** A probe was answered at this time while the gate was open. */
  readonly confirmed: (at: number) => void;
  /** The phase may have changed, or time has passed. */
  readonly changed: () => void;
}

/** At most: a fifth of it is left to chance, or clusters that were taken up together would be probed in one moment for ever. */
const intervalMs = 3000;
const afterFirstStrikeMs = 300;
const firstDeadlineMs = 4000;
const secondDeadlineMs = 3000;
const retryAtMostMs = 10_000;
const disabledRecheckMs = 30_000;

export function createConnectionMonitor(options: ConnectionMonitorOptions): ConnectionMonitor {
  const { clock, random, gate, signal, transport, observer, name } = options;
  const probe = createProbe(transport, clock);
  let phase: ConnectionPhase = { type: 'CONNECTING', message: null };
  let identity: ClusterIdentity | null = null;
  /** What is held is shown as this cluster's: from the first time that the gate opens until the cluster is lost. */
  let held = false;
  let replacements = 0;
  let strikes = 0;
  let retryMs = 500;
  let waking = new AbortController();

  function shut(next: ConnectionPhase): void {
    phase = next;
    gate.shut();
    if (held) {
      held = false;
      // Whatever is half open or black-holed is of no use any more, and must not be waited for.
      transport.reset();
      options.lost();
    }
  }

  /** Answers how long to wait before the next probe, in milliseconds. */
  async function react(result: ProbeResult): Promise<number> {
    if (result.type === 'SILENT') {
      strikes += 1;
      if (held && strikes < 2) return afterFirstStrikeMs;
      shut({ type: 'UNREACHABLE', message: result.failure.message });
      return backoff();
    }
    strikes = 0;
    if (result.type === 'UNAUTHORIZED') {
      shut({ type: 'UNAUTHORIZED', message: result.failure.message });
      return backoff();
    }
    if (!gate.isOpen) {
      const waitMs = await enter();
      if (waitMs !== null) return waitMs;
    }
    retryMs = 500;
    phase = { type: 'CONNECTED', message: result.type === 'NOT_READY' ? result.failure.message : null };
    if (result.type === 'READY') options.confirmed(clock.now());
    return intervalMs * (0.8 + random() * 0.2);
  }

  /** Finds out which cluster answers, and opens the gate; answers how long to wait where that cannot be yet. */
  async function enter(): Promise<number | null> {
    const before = replacements;
    const found = await readClusterIdentity(transport);
    if (!found.ok) {
      const { reason, message } = found.failure;
      shut({ type: reason === 'UNAUTHORIZED' || reason === 'FORBIDDEN' ? 'UNAUTHORIZED' : 'UNREACHABLE', message });
      return backoff();
    }
    const admission = await admitted(found.value);
    if (signal.aborted) return 0;
    if (admission === null) {
      shut({ type: 'DISABLED', message: "its id cannot be recorded: see this process's log" });
      // Records that are locked for a moment are no reason to be without the cluster for longer.
      return backoff();
    }
    if (!admission.admitted) {
      shut({ type: 'DISABLED', message: admission.message });
      return disabledRecheckMs;
    }
    identity = found.value;
    phase = { type: 'CONNECTED', message: null };
    await options.reached();
    if (before !== replacements) return 0;
    gate.open();
    held = true;
    options.opened();
    return null;
  }

  /** Null where the records cannot tell now. */
  async function admitted(found: ClusterIdentity): Promise<Admission | null> {
    try {
      return await options.admit(found.uid);
    } catch (error) {
      options.log.error(
        { cluster: name, error: error instanceof Error ? error.message : 'unknown' },
        'the id of a cluster cannot be recorded',
      );
      return null;
    }
  }

  function backoff(): number {
    const waitMs = retryMs * (0.5 + random() * 0.5);
    retryMs = Math.min(retryMs * 2, retryAtMostMs);
    return waitMs;
  }

  return {
    get phase() {
      return phase;
    },
    get identity() {
      return identity;
    },
    async run() {
      while (!signal.aborted) {
        waking = new AbortController();
        const result = await probe.run(strikes === 0 ? firstDeadlineMs : secondDeadlineMs);
        if (signal.aborted) return;
        if (result.type === 'SILENT') {
          const turn = failureTurns.begin().rest();
          if (turn !== undefined) await turn;
          if (signal.aborted) return;
        }
        observer.probed(name, result.type === 'READY', result.durationMs);
        const waitMs = await react(result);
        options.changed();
        await sleep(clock, waitMs, signal, waking.signal);
      }
    },
    replaced() {
      replacements += 1;
      gate.shut();
      waking.abort(noLongerNeeded);
    },
    lookNow: () => waking.abort(noLongerNeeded),
    refusal() {
      if (gate.isOpen) return null;
      const { message } = phase;
      if (phase.type === 'UNAUTHORIZED') return { reason: 'UNAUTHORIZED', message: message ?? '', retryable: true };
      return { reason: 'UNREACHABLE', message: message ?? 'the cluster was not reached yet', retryable: true };
    },
  };
}
