import type { Clock } from '../../lib/clock.ts';
import { createListeners } from '../../lib/listeners.ts';
import type { Log } from '../../lib/log.ts';
import type { AppKey } from '../fleet/keys.ts';
import { createActiveOperation } from './active-operation.ts';
import type { ActiveOperation } from './active-operation.ts';
import type { Journal, JournaledOperation } from './journal.ts';
import { appText, blocks } from './operation-queue.ts';
import { isTerminal, started } from './operation-states.ts';
import type { Operation } from './operation.ts';
import { runOperation } from './run-operation.ts';
import type { StepDependencies } from './run-step.ts';

/** The operations that are at work in this process, and who wants to hear of them. */
export interface OperationPool {
  get(id: string): ActiveOperation | undefined;
  all(): readonly ActiveOperation[];
  ofApp(app: AppKey): readonly ActiveOperation[];
  /** Takes up an operation that is in the journal; it starts by itself once nothing of `waiting` blocks it. */
  activate(entry: JournaledOperation, waiting: readonly string[]): ActiveOperation;
  /** Starts one that waits for nothing any more. */
  startQueued(active: ActiveOperation): void;
  /** Lets work go on that nobody awaits but `stop`. */
  track(run: Promise<unknown>): void;
  tell(operation: Operation): void;
  onChange(listener: (operation: Operation) => void): () => void;
  /** Starts nothing more, and waits for the writes that are under way. */
  stop(): Promise<void>;
}

export interface PoolOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly running: StepDependencies;
  /** Aborted by `stop`, and heard by everything that goes on here. */
  readonly shutdown: AbortController;
  /** Pays what an operation owes at its end. */
  readonly payFollowUp: (failed: JournaledOperation) => Promise<void>;
}

export function createOperationPool(options: PoolOptions): OperationPool {
  const { journal, clock, log, running, shutdown } = options;
  const listeners = createListeners<Operation>(log, 'operations');
  const actives = new Map<string, ActiveOperation>();
  const runs = new Set<Promise<unknown>>();

  const track = (run: Promise<unknown>) => {
    const tracked: Promise<unknown> = run
      .catch((error: unknown) => log.error({ error: String(error) }, 'an operation ran into a surprise'))
      .finally(() => runs.delete(tracked));
    runs.add(tracked);
  };

  const changed = (active: ActiveOperation) => {
    const { operation } = active.entry;
    if (isTerminal(operation.state)) actives.delete(operation.id);
    listeners.tell(operation);
    letOthersStart(active);
    if (active.entry.followUp !== null && isTerminal(operation.state) && !shutdown.signal.aborted)
      track(options.payFollowUp(active.entry));
  };

  /** Whoever waited only for this one starts. */
  const letOthersStart = (active: ActiveOperation) => {
    const { id } = active.entry.operation;
    for (const waiting of actives.values()) {
      if (!waiting.waitsFor.has(id) || blocks(waiting.entry.operation.kind, active)) continue;
      waiting.waitsFor.delete(id);
      if (waiting.waitsFor.size === 0) startQueued(waiting);
    }
  };

  const startQueued = (active: ActiveOperation) => track(start(active));
  const start = async (active: ActiveOperation) => {
    if (shutdown.signal.aborted || active.entry.operation.state !== 'PENDING') return;
    if (await active.change((entry) => started(entry, clock.now()))) await runOperation(active, null, running);
  };

  return {
    get: (id) => actives.get(id),
    all: () => [...actives.values()],
    ofApp(app) {
      const text = appText(app);
      return [...actives.values()].filter(({ entry }) => appText(entry.operation.target) === text);
    },
    activate(entry, waiting) {
      const { id, kind } = entry.operation;
      // What it waits for may have ended while it was being journaled: nobody else would tell it.
      const still = waiting.filter((other) => {
        const ahead = actives.get(other);
        return ahead !== undefined && blocks(kind, ahead);
      });
      const dependencies = { journal, clock, log, shutdown: shutdown.signal, changed };
      const active = createActiveOperation(entry, still, dependencies);
      actives.set(id, active);
      return active;
    },
    startQueued,
    track,
    tell: (operation) => listeners.tell(operation),
    onChange: (listener) => listeners.add(listener),
    async stop() {
      shutdown.abort('SHUTDOWN');
      for (const active of actives.values()) active.stop.abort('SHUTDOWN');
      await Promise.all([...actives.values()].flatMap(({ writing }) => [...writing]));
      await Promise.all(runs);
    },
  };
}
