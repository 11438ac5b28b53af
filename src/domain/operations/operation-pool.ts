import type { Clock } from '../../lib/clock.ts';
import { createListeners } from '../../lib/listeners.ts';
import type { Log } from '../../lib/log.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { FreezeGuard } from '../freezes/freeze-guard.ts';
import { createActiveOperation } from './active-operation.ts';
import type { ActiveOperation } from './active-operation.ts';
import type { Journal, JournaledOperation, LeasedOperation } from './journal.ts';
import { appText, blocks, isOlder, stillWaitsFor } from './operation-queue.ts';
import type { KnownOperation } from './operation-queue.ts';
import { isTerminal } from './operation-states.ts';
import type { Operation } from './operation.ts';
import type { StepDependencies } from './run-step.ts';
import { startQueued } from './start-queued.ts';

/** The operations that are not terminal: those that this process works on, and those of other gateways; and who wants to hear of them. */
export interface OperationPool {
  /** One that this process works on. */
  own(id: string): ActiveOperation | undefined;
  owned(): readonly ActiveOperation[];
  /** Pays what an ended operation owes. */
  pay(failed: JournaledOperation): void;
  /** The ids of those whose debt is being paid. */
  paying(): readonly string[];
  /** Without what waits for approvals: that is in nobody's way. */
  ofApp(app: AppKey): readonly (KnownOperation | ActiveOperation)[];
  /** What waits for approvals. */
  waiting(): readonly JournaledOperation[];
  /** What has to end before this one starts, oldest first. */
  ahead(id: string): readonly Operation[];
  /** Takes up an operation that is in the journal; it starts by itself once nothing of `waiting` blocks it. */
  activate(leased: LeasedOperation, waiting: readonly string[]): ActiveOperation;
  /** Hears of a state of an operation that another gateway works on, or worked on. */
  hear(entry: JournaledOperation): void;
  /** Whether operations of other gateways are known. */
  readonly hasOthers: boolean;
  /** Reads what other gateways did since it was last read. */
  refresh(): Promise<void>;
  /** Finds out which of those that this process works on are another gateway's by now, and lets them go. */
  verify(owned: readonly ActiveOperation[]): Promise<void>;
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
  readonly freezes: FreezeGuard;
  readonly clock: Clock;
  readonly log: Log;
  readonly running: StepDependencies;
  /** Aborted by `stop`, and heard by everything that goes on here. */
  readonly shutdown: AbortController;
  /** Pays what an operation owes at its end. */
  readonly payFollowUp: (failed: JournaledOperation) => Promise<void>;
}

/** Of what the journal is still to be asked about. */
const unread = -1;

export function createOperationPool(options: PoolOptions): OperationPool {
  const { journal, freezes, clock, log, running, shutdown } = options;
  const listeners = createListeners<Operation>(log, 'operations');
  const actives = new Map<string, ActiveOperation>();
  const others = new Map<string, KnownOperation & { readonly version: number }>();
  const runs = new Set<Promise<unknown>>();
  const paying = new Set<string>();

  const track = (run: Promise<unknown>) => {
    const tracked: Promise<unknown> = run
      .catch((error: unknown) => log.error({ error: String(error) }, 'an operation ran into a surprise'))
      .finally(() => runs.delete(tracked));
    runs.add(tracked);
  };

  const changed = (active: ActiveOperation) => {
    const { operation } = active.entry;
    if (actives.get(operation.id) !== active) return;
    if (isTerminal(operation.state)) actives.delete(operation.id);
    listeners.tell(operation);
    letOthersStart(active);
    if (active.entry.followUp !== null && isTerminal(operation.state) && !shutdown.signal.aborted) pay(active.entry);
  };

  const pay = (failed: JournaledOperation) => {
    const { id } = failed.operation;
    paying.add(id);
    track(options.payFollowUp(failed).finally(() => paying.delete(id)));
  };

  /** Whoever waited only for this one starts. */
  const letOthersStart = (ended: KnownOperation) => {
    const { id } = ended.entry.operation;
    for (const waiting of actives.values()) {
      if (!waiting.waitsFor.has(id) || blocks(waiting.entry.operation.kind, ended)) continue;
      waiting.waitsFor.delete(id);
      if (waiting.waitsFor.size === 0) start(waiting);
    }
  };

  /** Known as another gateway's until the journal tells what became of it. */
  const lost = (active: ActiveOperation) => {
    const { id } = active.entry.operation;
    if (actives.get(id) !== active) return;
    log.warn({ operation: id }, 'another gateway has ended an operation, or works on it now');
    actives.delete(id);
    others.set(id, { entry: active.entry, version: unread });
    track(refresh());
  };

  const hear = (entry: JournaledOperation, version: number) => {
    const { id, state } = entry.operation;
    if (actives.has(id)) return;
    if (isTerminal(state)) others.delete(id);
    else others.set(id, { entry, version });
    listeners.tell(entry.operation);
    letOthersStart({ entry });
  };

  const verify = async (owned: readonly ActiveOperation[]) => {
    await Promise.all(
      // Behind whatever change is under way: what ends here has no lease any more, but is not lost.
      owned.map((active) =>
        active.exclusively(async () => {
          if (actives.get(active.entry.operation.id) === active) await active.hold();
        }),
      ),
    );
  };

  const readOthers = async () => {
    const owned = [...actives.values()];
    const versions = await journal.versions();
    await verify(owned.filter(({ entry }) => !versions.has(entry.operation.id)));
    const changed = [...versions].filter(([id, version]) => !actives.has(id) && others.get(id)?.version !== version);
    const ended = [...others.keys()].filter((id) => !versions.has(id));
    for (const entry of await journal.read([...changed.map(([id]) => id), ...ended])) {
      hear(entry, versions.get(entry.operation.id) ?? unread);
    }
  };
  let reading: Promise<void> = Promise.resolve();
  const refresh = () => {
    reading = reading.then(readOthers, readOthers);
    return reading;
  };

  const ofApp = (app: AppKey) => {
    const text = appText(app);
    return [...actives.values(), ...others.values()].filter(
      ({ entry }) => !isWaiting(entry) && appText(entry.operation.target) === text,
    );
  };

  const start = (active: ActiveOperation) =>
    track(startQueued(active, { freezes, clock, log, running, shutdown: shutdown.signal }));

  return {
    own: (id) => actives.get(id),
    owned: () => [...actives.values()],
    pay,
    paying: () => [...paying],
    ofApp,
    waiting: () => [...others.values()].map(({ entry }) => entry).filter(isWaiting),
    ahead(id) {
      const entry = (actives.get(id) ?? others.get(id))?.entry;
      if (entry === undefined) return [];
      const known = ofApp(entry.operation.target);
      const waiting = new Set(stillWaitsFor(entry, known));
      return known
        .map((other) => other.entry.operation)
        .filter((other) => waiting.has(other.id))
        .sort((x, y) => (isOlder(x, y) ? -1 : 1));
    },
    activate(leased, waiting) {
      const { id, kind } = leased.entry.operation;
      // What it waits for may have ended while it was being journaled: nobody else would tell it.
      const still = waiting.filter((other) => {
        const ahead = actives.get(other) ?? others.get(other);
        return ahead !== undefined && blocks(kind, ahead);
      });
      const active = createActiveOperation(leased, still, {
        journal,
        clock,
        log,
        shutdown: shutdown.signal,
        changed,
        lost,
      });
      others.delete(id);
      actives.set(id, active);
      return active;
    },
    hear: (entry) => hear(entry, unread),
    get hasOthers() {
      return others.size > 0;
    },
    refresh,
    verify,
    startQueued: start,
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

function isWaiting({ operation }: JournaledOperation): boolean {
  return operation.state === 'AWAITING_APPROVAL';
}
