import type { LiveWorkload } from '../clusters/workload-writer.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { FreezeGuard } from '../freezes/freeze-guard.ts';
import type { Problem } from '../problem.ts';
import type { ActiveOperation } from './active-operation.ts';
import { chooseInstances } from './choose-instances.ts';
import { keyOf, repeatedOutcome } from './idempotency.ts';
import type { UnboundKey } from './idempotency.ts';
import { createKeyedMutex } from './keyed-mutex.ts';
import { firstFence } from './journal.ts';
import type { Begun, Journal, JournaledOperation } from './journal.ts';
import { newOperation } from './new-operation.ts';
import type { OperationPool } from './operation-pool.ts';
import { appText, isOlder, onTopOf, supersededBy, waitsFor } from './operation-queue.ts';
import type { KnownOperation } from './operation-queue.ts';
import { cancelledWhole, isTerminal, started } from './operation-states.ts';
import type { Operation } from './operation.ts';
import type { OperationOutcome } from './operations.ts';
import { planWork } from './plan-work.ts';
import { whereOfRequest } from './planned-where.ts';
import { problem } from './problems.ts';
import { rollbackConflict } from './rollback-conflict.ts';
import { runOperation } from './run-operation.ts';
import type { StepDependencies } from './run-step.ts';
import { requestMistakes } from './validate-request.ts';
import type { WorkRequest } from './work-request.ts';

export interface RequestDependencies {
  /** Names this gateway in leases. */
  readonly holder: string;
  readonly journal: Journal;
  readonly freezes: FreezeGuard;
  readonly fleet: Pick<Fleet, 'app' | 'manager' | 'autoscaler'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly pool: OperationPool;
  readonly running: StepDependencies;
  readonly shutdown: AbortSignal;
  readonly get: (id: string) => Promise<Operation | null>;
}

/** How often a request is planned anew because another gateway began something on the app meanwhile. */
const rounds = 5;

/** What an own request (a rollback after a failed deploy) brings along. */
export interface Owed {
  readonly operationId: string;
  readonly followUpOf: string;
}

/**
 * Takes one request from its check to its start. `owed` is null for a caller's request; `attempt` is recorded with what is begun.
 * Rejects with RecordsUnavailable, with nothing started, where the records cannot take it.
 */
export type RequestOperation = (
  request: WorkRequest,
  caller: Caller,
  owed: Owed | null,
  attempt: Attempt,
) => Promise<OperationOutcome>;

export function createRequestOperation(dependencies: RequestDependencies): RequestOperation {
  const { holder, journal, freezes, fleet, clock, newId, pool, running, shutdown, get } = dependencies;
  const perApp = createKeyedMutex();
  const perKey = createKeyedMutex();

  const perform: RequestOperation = async (request, caller, owed, attempt) => {
    const mistakes = refused(requestMistakes(request));
    if (mistakes !== null) return mistakes;
    if (request.dryRun) return dryRun(request);
    if (shutdown.aborted) return { problems: [shuttingDown()] };
    const { idempotencyKey, ...input } = request;
    const key = keyOf(idempotencyKey, input, caller, clock);
    if (key === null) return begin(request, caller, null, owed, attempt);
    return perKey.run(`${key.caller}\n${key.key}`, async () => {
      const earlier = await journal.findKey(key.caller, key.key);
      return earlier === null
        ? begin(request, caller, key, owed, attempt)
        : repeatedOutcome(earlier, key, get, attempt);
    });
  };

  const dryRun = async (request: WorkRequest): Promise<OperationOutcome> => {
    const chosen = chooseInstances(request, fleet);
    if (!chosen.ok) return refusal(chosen.failure);
    const planned = await planWork(request, chosen.value, newId(), dependencies);
    if (!planned.ok) return refusal(planned.failure);
    const conflict = await rollbackConflict(request, planned.value.steps, journal);
    if (conflict !== null) return { problems: [conflict] };
    const { plan } = planned.value;
    // A plan tells what would be, also while it may not be.
    const frozen = await freezes.refusal(whereOfRequest(request, chosen.value));
    return { plan: frozen === null ? plan : { ...plan, warnings: [...plan.warnings, frozen] } };
  };

  /** What the journal holds of an app, and those of it that are not terminal, in the order of the queue. */
  const viewOf = async (app: AppKey) => {
    const inViewOf = await journal.view(app);
    const known = () => pool.ofApp(app).filter(({ entry }) => inViewOf.unfinished.includes(entry.operation.id));
    if (known().length < inViewOf.unfinished.length) await pool.refresh();
    return { inViewOf, others: known().sort((a, b) => (isOlder(a.entry.operation, b.entry.operation) ? -1 : 1)) };
  };

  const begin = (
    request: WorkRequest,
    caller: Caller,
    key: UnboundKey | null,
    owed: Owed | null,
    attempt: Attempt,
  ): Promise<OperationOutcome> =>
    perApp.run(appText(request.app), async () => {
      for (let round = 0; round < rounds; round += 1) {
        const outcome = await tryBegin(request, caller, key, owed, attempt);
        if (outcome !== 'OUTRUN') return outcome;
      }
      return { problems: [outrun()] };
    });

  const tryBegin = async (
    request: WorkRequest,
    caller: Caller,
    key: UnboundKey | null,
    owed: Owed | null,
    attempt: Attempt,
  ): Promise<OperationOutcome | 'OUTRUN'> => {
    const chosen = chooseInstances(request, fleet);
    if (!chosen.ok) return refusal(chosen.failure);
    const where = whereOfRequest(request, chosen.value);
    // The rollback of a failed deploy belongs to the deploy, which was let begin.
    const frozen = async () => (owed === null ? freezes.refusal(where) : null);
    const frozenBefore = await frozen();
    if (frozenBefore !== null) return { problems: [frozenBefore] };
    // What is being written at this moment belongs to what this one is planned on.
    await Promise.all(pool.ofApp(request.app).flatMap(writesOf));
    const { inViewOf, others } = await viewOf(request.app);
    // As they are before the plan is read: what they write meanwhile belongs to what this one may find.
    const ahead = others.map(({ entry: before }) => ({ entry: before }));
    const id = owed?.operationId ?? newId();
    const planned = await planWork(request, chosen.value, id, dependencies);
    if (!planned.ok) return refusal(planned.failure);
    const { plan, steps } = planned.value;
    const conflict = await rollbackConflict(request, steps, journal);
    if (conflict !== null) return { problems: [conflict] };
    // Planning takes its time: a freeze may have come meanwhile.
    const frozenNow = await frozen();
    if (frozenNow !== null) return { problems: [frozenNow] };

    // The order of the queue is that of the times, also where gateways' clocks differ.
    const now = Math.max(clock.now(), (inViewOf.newest?.createdAt ?? 0) + 1);
    const pending = newOperation({ id, request, caller, plan, steps, now });
    const ended = supersededBy(pending, others);
    const waiting = waitsFor(
      pending,
      others.filter((other) => !ended.includes(other)),
    );
    const rest = ahead.filter((_, index) => !ended.some((other) => other === others[index]));
    const entry =
      waiting.length === 0 ? started(pending, now) : queued({ ...pending, work: onTopOf(pending.work, rest) }, waiting);
    const own = ended.flatMap((other) => pool.own(other.entry.operation.id) ?? []);
    const begun = await holding(own, async () => {
      const stillThere = ended.filter((other) => !isTerminal(other.entry.operation.state));
      const cancelled = stillThere.map((other) => supersede(other.entry, entry, now));
      const answer = await journal.begin({
        entry,
        holder,
        inViewOf,
        key: key === null ? null : { ...key, operationId: id },
        superseded: cancelled,
        followUpOf: owed?.followUpOf ?? null,
        audit: attempt.accepted({ operation: entry.operation, changes: plan.changes }),
      });
      if (answer.type !== 'BEGUN') return answer;
      attempt.wasRecorded();
      // Before those that it ends are told: there is no moment in which nothing is at work on the app.
      const active = pool.activate({ entry, fence: firstFence }, waiting);
      for (const next of cancelled) {
        const superseded = pool.own(next.operation.id);
        superseded?.stop.abort('SUPERSEDED');
        if (superseded === undefined) pool.hear(next);
        else superseded.take(next);
      }
      return active;
    });
    if ('type' in begun) return begun.type === 'OUTRUN' ? 'OUTRUN' : alreadyBegun(begun, id, key, attempt);

    pool.tell(entry.operation);
    if (waiting.length > 0) {
      if (begun.waitsFor.size === 0) pool.startQueued(begun);
    } else {
      const inFlight = own.flatMap(({ writing }) => [...writing]);
      // A write of what this one ends may have come after the plan was read: then it is read again.
      const reads: readonly LiveWorkload[] | null =
        inFlight.length > 0 || ended.length > own.length ? null : steps.map(({ live }) => live);
      // Begun at once where it can be, so that whoever plans next finds its writes under way.
      const run = () => runOperation(begun, reads, running);
      pool.track(inFlight.length === 0 ? run() : Promise.allSettled(inFlight).then(run));
    }
    return { operation: entry.operation };
  };

  const alreadyBegun = async (
    begun: Exclude<Begun, { readonly type: 'BEGUN' | 'OUTRUN' }>,
    id: string,
    key: UnboundKey | null,
    attempt: Attempt,
  ): Promise<OperationOutcome> => {
    if (begun.type === 'REPEATED' && key !== null) return repeatedOutcome(begun.earlier, key, get, attempt);
    const operation = await get(id);
    if (operation === null) throw new Error('what was begun already is in the journal');
    return { operation };
  };

  return perform;
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

function writesOf(known: KnownOperation | ActiveOperation): readonly Promise<unknown>[] {
  return 'writing' in known ? [...known.writing] : [];
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

function refusal(problems: readonly Problem[]): OperationOutcome {
  const [first, ...rest] = problems;
  if (first === undefined) throw new Error('a refusal has at least one problem');
  return { problems: [first, ...rest] };
}

function refused(problems: readonly Problem[]): OperationOutcome | null {
  return problems.length === 0 ? null : refusal(problems);
}

function outrun(): Problem {
  return problem('UNAVAILABLE', 'Others are changing this app at this moment. Try again.', { retryable: true });
}

function shuttingDown(): Problem {
  return problem('UNAVAILABLE', 'Tenantry is shutting down. Try again in a moment.', { retryable: true });
}
