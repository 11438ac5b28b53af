import type { Clock } from '../../lib/clock.ts';
import { createListeners } from '../../lib/listeners.ts';
import type { Log } from '../../lib/log.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { FreezeGuard } from '../freezes/freeze-guard.ts';
import { createActiveOperation } from './active-operation.ts';
import type { ActiveOperation } from './active-operation.ts';
import type { Journal, JournaledOperation, LeasedOperation } from './journal.ts';
import { createLiveMessages } from './live-messages.ts';
import { appText, blocks, isOlder, stillWaitsFor } from './operation-queue.ts';
import type { KnownOperation } from './operation-queue.ts';
import type { OperationSignal, OperationSignals } from './operation-signals.ts';
import type { OperationsObserver } from './operations-observer.ts';
import { isTerminal } from './operation-states.ts';
import type { Operation } from './operation.ts';
import type { StepDependencies } from './run-step.ts';
import { startQueued } from './start-queued.ts';

/** The operations that are not terminal: those that this process works on, and those of other gateways; and who wants to hear of them. */
export interface OperationPool {
  /** As it is now, whoever works on it; its next states are told. */
  get(id: string): Promise<Operation | null>;
  /** One that this process works on. */
  own(id: string): ActiveOperation | undefined;
  owned(): readonly ActiveOperation[];
  /** Pays what an ended operation owes. */
  pay(failed: JournaledOperation): void;
  /** The ids of those whose debt is being paid. */
  paying(): readonly string[];
  /** All that are known, whoever works on them. */
  open(): readonly Operation[];
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
  /** Reads what other gateways did since it was last read; of several calls while it is being read, all wait for one more reading. */
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
  readonly signals: OperationSignals;
  readonly freezes: FreezeGuard;
  readonly clock: Clock;
  readonly log: Log;
  readonly running: StepDependencies;
  readonly observer: OperationsObserver;
  /** Aborted by `stop`, and heard by everything that goes on here. */
  readonly shutdown: AbortController;
  /** Pays what an operation owes at its end. */
  readonly payFollowUp: (failed: JournaledOperation) => Promise<void>;
}

/** Of what the journal is still to be asked about. */
const unread = -1;

export function createOperationPool(options: PoolOptions): OperationPool {
  const { journal, signals, freezes, clock, log, running, shutdown } = options;
  const listeners = createListeners<Operation>(log, 'operations');
  const actives = new Map<string, ActiveOperation>();
  const others = new Map<string, KnownOperation & { readonly version: number }>();
  const runs = new Set<Promise<unknown>>();
  const live = createLiveMessages();
  /** Of what others gave signals. Of this process's own: another gateway may work on it, or have ended it. */
  const signalled = new Set<string>();
  const paying = new Set<string>();

  const track = (run: Promise<unknown>) => {
    const tracked: Promise<unknown> = run
      .catch((error: unknown) => log.error({ error: String(error) }, 'an operation ran into a surprise'))
      .finally(() => runs.delete(tracked));
    runs.add(tracked);
  };

  const publish = ({ id, steps }: Operation, journaled: boolean) =>
    signals.publish({ id, journaled, messages: steps.map(({ message }) => message) });

  const changed = (active: ActiveOperation, journaled: boolean) => {
    const { operation } = active.entry;
    if (actives.get(operation.id) !== active) return;
    if (isTerminal(operation.state)) {
      actives.delete(operation.id);
      ended(operation);
    }
    publish(operation, journaled);
    listeners.tell(operation);
    letOthersStart(active);
    if (active.entry.followUp !== null && isTerminal(operation.state) && !shutdown.signal.aborted) pay(active.entry);
  };

  const ended = (operation: Operation) => {
    const { id, kind, state, problem } = operation;
    log.info({ operation: id, kind, state, ...(problem !== null && { problem: problem.code }) }, 'operation ended');
    options.observer.ended(operation);
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
    if (isTerminal(state)) {
      others.delete(id);
      live.forget(id);
    } else others.set(id, { entry, version });
    listeners.tell(live.onTopOf(entry.operation));
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
    const doubted = new Set(signalled);
    signalled.clear();
    const said = live.ids();
    const versions = await journal.versions();
    for (const id of said) if (!versions.has(id)) live.forget(id);
    await verify(owned.filter(({ entry: { operation } }) => !versions.has(operation.id) || doubted.has(operation.id)));
    const changed = [...versions].filter(([id, version]) => !actives.has(id) && others.get(id)?.version !== version);
    const ended = [...others.keys()].filter((id) => !versions.has(id));
    for (const entry of await journal.read([...changed.map(([id]) => id), ...ended])) {
      hear(entry, versions.get(entry.operation.id) ?? unread);
    }
  };
  /** It may end before the journal is looked at the next time: who was told of it hears of that all the same. */
  const notice = async (id: string) => {
    const [entry] = await journal.read([id]);
    if (entry === undefined) return null;
    const isKnown = isTerminal(entry.operation.state) || actives.has(id) || others.has(id);
    if (!isKnown) others.set(id, { entry, version: unread });
    return entry.operation;
  };

  let reading: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  const refresh = (): Promise<void> => {
    if (next !== null) return next;
    const begin = () => {
      next = null;
      return readOthers();
    };
    next = reading.then(begin, begin);
    reading = next;
    return next;
  };

  const heard = (signal: OperationSignal | 'MISSED') => {
    if (signal === 'MISSED') live.clear();
    else {
      const { id } = signal;
      if (!actives.has(id)) live.put(id, signal.messages);
      const known = others.get(id);
      if (!signal.journaled && known !== undefined) return listeners.tell(live.onTopOf(known.entry.operation));
      signalled.add(id);
    }
    // Where the journal cannot be read, the next look at it says so.
    track(refresh().catch(() => {}));
  };
  const unhear = signals.onSignal(heard);

  const ofApp = (app: AppKey) => {
    const text = appText(app);
    return [...actives.values(), ...others.values()].filter(
      ({ entry }) => !isWaiting(entry) && appText(entry.operation.target) === text,
    );
  };

  const start = (active: ActiveOperation) =>
    track(startQueued(active, { freezes, clock, log, running, shutdown: shutdown.signal }));

  return {
    async get(id) {
      const own = actives.get(id)?.entry.operation;
      if (own !== undefined) return own;
      const found = await journal.get(id);
      const isNews = found !== null && !isTerminal(found.state) && !others.has(id);
      const present = isNews ? await notice(id) : found;
      return actives.get(id)?.entry.operation ?? (present === null ? null : live.onTopOf(present));
    },
    own: (id) => actives.get(id),
    owned: () => [...actives.values()],
    pay,
    paying: () => [...paying],
    open: () => [...actives.values(), ...others.values()].map(({ entry }) => entry.operation),
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
      // Begun or claimed when `stop` had been called already: another gateway, or the next start, goes on with it.
      if (shutdown.signal.aborted) active.stop.abort('SHUTDOWN');
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
    tell(operation) {
      publish(operation, true);
      listeners.tell(operation);
    },
    onChange: (listener) => listeners.add(listener),
    async stop() {
      shutdown.abort('SHUTDOWN');
      unhear();
      for (const active of actives.values()) active.stop.abort('SHUTDOWN');
      await Promise.all([...actives.values()].flatMap(({ writing }) => [...writing]));
      await Promise.all(runs);
    },
  };
}

function isWaiting({ operation }: JournaledOperation): boolean {
  return operation.state === 'AWAITING_APPROVAL';
}
