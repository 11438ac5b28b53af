import { createHash, randomUUID } from 'node:crypto';
import type { ClusterRegistry } from '../clusters/cluster-source.ts';
import type { LiveWorkload } from '../clusters/workload-writer.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../../lib/clock.ts';
import { createListeners } from '../../lib/listeners.ts';
import type { Log } from '../../lib/log.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { Problem } from '../problem.ts';
import { RecordsUnavailable } from '../records-unavailable.ts';
import { createActiveOperation } from './active-operation.ts';
import type { ActiveOperation } from './active-operation.ts';
import { cancelOperation } from './cancel-operation.ts';
import { chooseInstances } from './choose-instances.ts';
import { followUpRequest } from './follow-up.ts';
import { createKeyedMutex } from './keyed-mutex.ts';
import type { IdempotencyRecord, Journal, JournaledOperation } from './journal.ts';
import { newOperation } from './new-operation.ts';
import { appText, blocks, onTopOf, supersededBy, waitsFor } from './operation-queue.ts';
import { cancelledWhole, isTerminal, started } from './operation-states.ts';
import type { Operation } from './operation.ts';
import { operationsPage } from './operations-page.ts';
import type { OperationOutcome, Operations } from './operations.ts';
import { canonicalJson } from './plan-diff.ts';
import { planWork } from './plan-work.ts';
import { problem } from './problems.ts';
import { rollbackConflict } from './rollback-conflict.ts';
import { runOperation } from './run-operation.ts';
import type { StepDependencies } from './run-step.ts';
import { requestMistakes } from './validate-request.ts';
import type { WorkRequest } from './work-request.ts';

export interface OperationsOptions {
  readonly journal: Journal;
  readonly fleet: Pick<Fleet, 'app' | 'manager' | 'autoscaler'>;
  readonly registry: ClusterRegistry;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 ≤ x < 1, for waits between attempts. Default: Math.random. */
  readonly random?: () => number;
  /** Mints ids that nobody can guess. Default: random UUIDs. */
  readonly newId?: () => string;
}

/** Operations, and the engine that runs them. */
export interface OperationsEngine extends Operations {
  /** Goes on with what the last process left; to be awaited before the first mutation is served. */
  start(): Promise<void>;
  /** Starts nothing more, and waits for the writes that are under way. What is not done goes on after the next start. */
  stop(): Promise<void>;
}

const tenantry: Caller = { name: 'tenantry', kind: 'SYSTEM' };
const keysKeptMs = 7 * 24 * 3600 * 1000;

/** What an own request (a rollback after a failed deploy) brings along. */
interface Owed {
  readonly operationId: string;
  readonly followUpOf: string;
}

export function createOperations(options: OperationsOptions): OperationsEngine {
  const { journal, fleet, registry, clock, log, random = Math.random, newId = randomUUID } = options;
  const running: StepDependencies = { registry, clock, random, newId };
  const listeners = createListeners<Operation>(log, 'operations');
  const actives = new Map<string, ActiveOperation>();
  const runs = new Set<Promise<unknown>>();
  const perApp = createKeyedMutex();
  const perKey = createKeyedMutex();
  const shutdown = new AbortController();

  const activesOf = (app: AppKey) => {
    const text = appText(app);
    return [...actives.values()].filter(({ entry }) => appText(entry.operation.target) === text);
  };

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
      track(payFollowUp(active.entry));
  };

  /** Whoever waited only for this one starts. */
  const letOthersStart = (active: ActiveOperation) => {
    const { id } = active.entry.operation;
    for (const waiting of actives.values()) {
      if (!waiting.waitsFor.has(id) || blocks(waiting.entry.operation.kind, active)) continue;
      waiting.waitsFor.delete(id);
      if (waiting.waitsFor.size === 0) track(startQueued(waiting));
    }
  };

  const startQueued = async (active: ActiveOperation) => {
    if (shutdown.signal.aborted || active.entry.operation.state !== 'PENDING') return;
    if (await active.change((entry) => started(entry, clock.now()))) await runOperation(active, null, running);
  };

  const activate = (entry: JournaledOperation, waiting: readonly string[]): ActiveOperation => {
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
  };

  /** One request, from its check to its start. */
  const perform = async (request: WorkRequest, caller: Caller, owed: Owed | null): Promise<OperationOutcome> => {
    const mistakes = refused(requestMistakes(request));
    if (mistakes !== null) return mistakes;
    return orUnavailable(log, async () => {
      if (request.dryRun) return dryRun(request);
      if (shutdown.signal.aborted) return { problems: [shuttingDown()] };
      const key = keyOf(request, caller, clock);
      if (key === null) return begin(request, caller, null, owed);
      return perKey.run(`${key.caller}\n${key.key}`, async () => {
        const earlier = await journal.findKey(key.caller, key.key);
        return earlier === null ? begin(request, caller, key, owed) : repeated(earlier, key);
      });
    });
  };

  const dryRun = async (request: WorkRequest): Promise<OperationOutcome> => {
    const chosen = chooseInstances(request, fleet);
    if (!chosen.ok) return refusal(chosen.failure);
    const planned = await planWork(request, chosen.value, newId(), options);
    if (!planned.ok) return refusal(planned.failure);
    const conflict = await rollbackConflict(request, planned.value.steps, journal);
    return conflict === null ? { plan: planned.value.plan } : { problems: [conflict] };
  };

  const begin = (
    request: WorkRequest,
    caller: Caller,
    key: Omit<IdempotencyRecord, 'operationId'> | null,
    owed: Owed | null,
  ): Promise<OperationOutcome> =>
    perApp.run(appText(request.app), async () => {
      const chosen = chooseInstances(request, fleet);
      if (!chosen.ok) return refusal(chosen.failure);
      // What is being written at this moment belongs to what this one is planned on.
      await Promise.all(activesOf(request.app).flatMap(({ writing }) => [...writing]));
      const id = owed?.operationId ?? newId();
      const planned = await planWork(request, chosen.value, id, options);
      if (!planned.ok) return refusal(planned.failure);
      const { plan, steps } = planned.value;
      const conflict = await rollbackConflict(request, steps, journal);
      if (conflict !== null) return { problems: [conflict] };

      const now = clock.now();
      const others = activesOf(request.app);
      const pending = newOperation({ id, request, caller, plan, steps, now });
      const ended = supersededBy(pending, others);
      const rest = others.filter((active) => !ended.includes(active));
      const waiting = waitsFor(pending, rest);
      const entry =
        waiting.length === 0
          ? started(pending, now)
          : queued({ ...pending, work: onTopOf(pending.work, rest) }, waiting);
      const begun = await holding(ended, async () => {
        const stillThere = ended.filter((active) => !isTerminal(active.entry.operation.state));
        const cancelled = stillThere.map((active) => supersede(active.entry, entry, now));
        const existing = await journal.begin({
          entry,
          key: key === null ? null : { ...key, operationId: id },
          superseded: cancelled,
          followUpOf: owed?.followUpOf ?? null,
        });
        if (existing !== null) return existing;
        // Before those that it ends are told: there is no moment in which nothing is at work on the app.
        const active = activate(entry, waiting);
        for (const [index, superseded] of stillThere.entries()) {
          superseded.stop.abort('SUPERSEDED');
          const next = cancelled[index];
          if (next !== undefined) superseded.take(next);
        }
        return active;
      });
      if ('operationId' in begun) {
        if (key === null) throw new Error('only a key has an earlier record');
        return repeated(begun, key);
      }

      listeners.tell(entry.operation);
      if (waiting.length > 0) {
        if (begun.waitsFor.size === 0) track(startQueued(begun));
      } else {
        const inFlight = ended.flatMap(({ writing }) => [...writing]);
        // A write of what this one ends may have come after the plan was read: then it is read again.
        const reads: readonly LiveWorkload[] | null = inFlight.length > 0 ? null : steps.map(({ live }) => live);
        // Begun at once where it can be, so that whoever plans next finds its writes under way.
        const run = () => runOperation(begun, reads, running);
        track(inFlight.length === 0 ? run() : Promise.allSettled(inFlight).then(run));
      }
      return { operation: entry.operation };
    });

  const repeated = async (
    earlier: IdempotencyRecord,
    key: Omit<IdempotencyRecord, 'operationId'>,
  ): Promise<OperationOutcome> => {
    if (earlier.inputHash !== key.inputHash) {
      const message = `The idempotency key ${JSON.stringify(key.key)} was used before with another input. Use a new key for a new request.`;
      return { problems: [problem('IDEMPOTENCY_MISMATCH', message, { path: ['input', 'idempotencyKey'] })] };
    }
    const operation = await get(earlier.operationId);
    if (operation !== null) return { operation };
    return {
      problems: [problem('NOT_FOUND', 'The operation that this key stands for is no longer kept. Use a new key.')],
    };
  };

  const get = async (id: string) => actives.get(id)?.entry.operation ?? (await journal.get(id));

  const payFollowUp = (failed: JournaledOperation) =>
    followUpRequest(failed, {
      journal,
      clock,
      log,
      shutdown: shutdown.signal,
      perform: (request, operationId) => perform(request, tenantry, { operationId, followUpOf: failed.operation.id }),
      caller: tenantry,
      told: (operation) => listeners.tell(operation),
    });

  return {
    deploy: (request, caller) => perform({ kind: 'DEPLOY', ...request }, caller, null),
    scale: (request, caller) => perform({ kind: 'SCALE', ...request }, caller, null),
    rollback: (request, caller) => perform({ kind: 'ROLLBACK', ...request }, caller, null),
    restart: (request, caller) => perform({ kind: 'RESTART', ...request }, caller, null),
    pause: (request, caller) => perform({ kind: 'PAUSE', ...request }, caller, null),
    resume: (request, caller) => perform({ kind: 'RESUME', ...request }, caller, null),
    cancel: (request, caller) =>
      orUnavailable(log, () => {
        const hash = hashOf({ kind: 'CANCEL', operation: request.operationId });
        const key =
          request.idempotencyKey === undefined
            ? null
            : { caller: callerText(caller), key: request.idempotencyKey, inputHash: hash, createdAt: clock.now() };
        const work = () =>
          cancelOperation(request, key, { journal, clock, active: (id) => actives.get(id), get, repeated });
        return key === null ? work() : perKey.run(`${key.caller}\n${key.key}`, work);
      }),

    get,
    list: (filter, page) => operationsPage(journal, filter, page),
    ofTemplate: (app, templateDigest) => journal.ofTemplate(app, templateDigest),
    active: (app) =>
      activesOf(app)
        .map(({ entry }) => entry.operation)
        .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1)),
    onChange: (listener) => listeners.add(listener),

    async start() {
      await journal.pruneKeys(clock.now() - keysKeptMs);
      const owing: JournaledOperation[] = [];
      const found: ActiveOperation[] = [];
      for (const entry of await journal.unfinished()) {
        if (isTerminal(entry.operation.state)) owing.push(entry);
        else
          found.push(
            activate(
              entry,
              waitsFor(
                entry,
                found.filter(({ entry: other }) => appText(other.operation.target) === appText(entry.operation.target)),
              ),
            ),
          );
      }
      for (const active of found) {
        const { state } = active.entry.operation;
        if (state === 'PENDING') {
          if (active.waitsFor.size === 0) track(startQueued(active));
          continue;
        }
        if (state === 'CANCELLING') active.stop.abort('CANCELLED');
        track(runOperation(active, null, running));
      }
      for (const failed of owing) track(payFollowUp(failed));
    },

    async stop() {
      shutdown.abort('SHUTDOWN');
      for (const active of actives.values()) active.stop.abort('SHUTDOWN');
      await Promise.all([...actives.values()].flatMap(({ writing }) => [...writing]));
      await Promise.all(runs);
    },
  };
}

function supersede(entry: JournaledOperation, by: JournaledOperation, now: number): JournaledOperation {
  const { id } = by.operation;
  const message = (index: number): string => {
    const work = entry.work[index];
    if (work?.written === null) return `Not known to be written here when the rollback ${id} took over.`;
    return by.work.some(({ uid }) => uid === work?.uid)
      ? `Written here, then undone by the rollback ${id}.`
      : `The change was written here already and its rollout goes on, but is no longer watched: the rollback ${id}, which is about other placements, ended the operation.`;
  };
  return cancelledWhole(entry, now, message, id);
}

function queued(entry: JournaledOperation, waiting: readonly string[]): JournaledOperation {
  const message = `Waits for ${waiting.length === 1 ? 'operation' : 'operations'} ${waiting.join(', ')}.`;
  const steps = entry.operation.steps.map((step) => ({ ...step, message }));
  return { ...entry, operation: { ...entry.operation, steps } };
}

/** Runs while none of the operations can change. */
function holding<T>(actives: readonly ActiveOperation[], run: () => Promise<T>): Promise<T> {
  const [first, ...rest] = actives;
  return first === undefined ? run() : first.exclusively(() => holding(rest, run));
}

function keyOf(request: WorkRequest, caller: Caller, clock: Clock): Omit<IdempotencyRecord, 'operationId'> | null {
  const { idempotencyKey, ...input } = request;
  if (idempotencyKey === undefined) return null;
  return { caller: callerText(caller), key: idempotencyKey, inputHash: hashOf(input), createdAt: clock.now() };
}

function callerText({ kind, name }: Caller): string {
  return `${kind} ${name}`;
}

function hashOf(input: object): string {
  return createHash('sha256').update(canonicalJson(input)).digest('hex');
}

function refusal(problems: readonly Problem[]): OperationOutcome {
  const [first, ...rest] = problems;
  if (first === undefined) throw new Error('a refusal has at least one problem');
  return { problems: [first, ...rest] };
}

function refused(problems: readonly Problem[]): OperationOutcome | null {
  return problems.length === 0 ? null : refusal(problems);
}

function shuttingDown(): Problem {
  return problem('UNAVAILABLE', 'Tenantry is shutting down. Try again in a moment.', { retryable: true });
}

/** A mutation that the records cannot take is refused, with nothing started. */
async function orUnavailable(log: Log, run: () => Promise<OperationOutcome>): Promise<OperationOutcome> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof RecordsUnavailable)) throw error;
    log.error({ trouble: error.trouble, error: error.message }, 'the records cannot be used');
    const message =
      'Operations cannot be recorded now, so nothing was started. Try again in a moment; the log says what is wrong.';
    return { problems: [problem('UNAVAILABLE', message, { retryable: true })] };
  }
}
