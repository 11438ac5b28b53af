import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../lib/clock.ts';
import type { Result } from '../../lib/result.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { frozenAmong } from '../freezes/freeze-guard.ts';
import type { PlannedWhere } from '../freezes/frozen-by.ts';
import type { ActiveOperation } from './active-operation.ts';
import { chooseInstances } from './choose-instances.ts';
import type { AppView, Journal, JournaledOperation } from './journal.ts';
import { createKeyedMutex } from './keyed-mutex.ts';
import type { OperationPool } from './operation-pool.ts';
import { alsoUndoing, appText, isOlder, onTopOf, supersededBy, waitsFor } from './operation-queue.ts';
import type { KnownOperation } from './operation-queue.ts';
import { cancelledWhole, isTerminal, started } from './operation-states.ts';
import type { Operation, Plan } from './operation.ts';
import type { PlanDigests } from './plan-digests.ts';
import { planWork } from './plan-work.ts';
import type { PlannedStep } from './plan-work.ts';
import { whereOfRequest } from './planned-where.ts';
import type { Check } from './preflight.ts';
import { frozenCheck, planOf, preflightOf } from './request-checks.ts';
import type { Refusal } from './request-checks.ts';
import { rollbackConflict } from './rollback-conflict.ts';
import { runOperation } from './run-operation.ts';
import type { StepDependencies } from './run-step.ts';
import type { WorkRequest } from './work-request.ts';

export interface QueueDependencies {
  readonly journal: Journal;
  readonly fleet: Pick<Fleet, 'app' | 'manager' | 'autoscaler'>;
  readonly digests: PlanDigests;
  readonly clock: Clock;
  readonly pool: OperationPool;
  readonly running: StepDependencies;
}

/** What is to take its place in an app's queue. */
export interface Preparation {
  readonly request: WorkRequest;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly plannedAt: number;
  /** False for what a freeze does not keep from beginning. */
  readonly asksFreezes: boolean;
  /** What was found of the request before. */
  readonly checks: readonly Check[];
}

/** A plan, and what it was made in view of. */
export interface Prepared {
  readonly plan: Plan;
  readonly steps: readonly PlannedStep[];
  readonly inViewOf: AppView;
  /** Where freezes are to be asked about; null where they need not be. */
  readonly freezable: PlannedWhere | null;
  /** A time behind all that are in the queue; milliseconds since the epoch. */
  readonly now: number;
  /** The others on the app, in the order of the queue. */
  readonly others: readonly (KnownOperation | ActiveOperation)[];
  /** As they were before the plan was read, in the same order. */
  readonly ahead: readonly KnownOperation[];
}

/** What came of writing that an operation enters the queue. */
type Entering<T> = { readonly type: 'IN'; readonly fence: number } | { readonly type: 'NOT'; readonly why: T };
type Entered<T> = { readonly type: 'IN'; readonly operation: Operation } | { readonly type: 'NOT'; readonly why: T };

/** The one way into the queues of the apps. */
export interface QueueEntrance {
  /** Runs what lets operations on the app in, one after the other. */
  perApp<T>(app: AppKey, run: () => Promise<T>): Promise<T>;
  /** Plans what is asked for, or says why that may not be. Nothing is written. */
  prepare(what: Preparation): Promise<Result<Prepared, Refusal>>;
  /**
   * Lets an operation in that was made from what was prepared: it starts at once, or waits for what is ahead. `write` journals it,
   * with those that it ends.
   */
  enter<T>(
    pending: JournaledOperation,
    prepared: Prepared,
    write: (entry: JournaledOperation, superseded: readonly JournaledOperation[]) => Promise<Entering<T>>,
  ): Promise<Entered<T>>;
}

export function createQueueEntrance(dependencies: QueueDependencies): QueueEntrance {
  const { journal, fleet, clock, pool, running } = dependencies;
  const mutex = createKeyedMutex();

  /** The others on an app, in the order of the queue, once what they are writing at this moment is written. */
  const othersOn = async (app: AppKey) => {
    // That belongs to what is planned on.
    await Promise.all(pool.ofApp(app).flatMap(writesOf));
    return pool.ofApp(app).toSorted((a, b) => (isOlder(a.entry.operation, b.entry.operation) ? -1 : 1));
  };

  return {
    perApp: (app, run) => mutex.run(appText(app), run),

    async prepare({ request, id, plannedAt, asksFreezes, checks }) {
      const chosen = chooseInstances(request, fleet);
      if (!chosen.ok) return fail({ problems: chosen.failure });
      const where = whereOfRequest(request, chosen.value);
      const viewNow = () => journal.view(request.app, asksFreezes ? clock.now() : undefined);
      const planNow = () => planWork(request, chosen.value, id, plannedAt, dependencies);
      let others = await othersOn(request.app);
      let ahead = others.map(asTheyAre);
      // All at the same time, of which the clusters take longest.
      let [{ freezes, ...inViewOf }, work] = await Promise.all([viewNow(), planNow()]);
      if (!areAll(inViewOf.unfinished, others)) {
        // One that began or ended meanwhile may or may not be in what was read: now one after the other. What is read of others behind
        // the view has all that it names, or that has ended since; what begins meanwhile is not in the view, and begins before this one.
        ({ freezes, ...inViewOf } = await viewNow());
        await pool.refresh();
        const { unfinished } = inViewOf;
        others = (await othersOn(request.app)).filter(({ entry }) => unfinished.includes(entry.operation.id));
        ahead = others.map(asTheyAre);
        work = await planNow();
      }
      const isWhole = work.problems.length === 0;
      const conflict = isWhole ? await rollbackConflict(request, work.steps, journal) : null;
      // The journal asks those that come meanwhile.
      const frozen = frozenAmong(freezes ?? [], where, clock.now());
      const preflight = preflightOf(work, conflict, [...checks, frozenCheck(frozen)]);
      if (frozen !== null) return fail({ problems: [frozen], preflight });
      if (!isWhole) return fail({ problems: work.problems, preflight });
      if (conflict !== null) return fail({ problems: [conflict], preflight });
      // The order of the queue is that of the times, also where gateways' clocks differ.
      const now = Math.max(clock.now(), (inViewOf.newest?.createdAt ?? 0) + 1);
      const plan = planOf(preflight, work.warnings);
      const freezable = asksFreezes ? where : null;
      return succeed({ plan, steps: work.steps, inViewOf, freezable, now, others, ahead });
    },

    async enter(pending, { steps, now, others, ahead }, write) {
      const ended = supersededBy(pending, others);
      const waiting = waitsFor(
        pending,
        others.filter((other) => !ended.includes(other)),
      );
      const rest = ahead.filter((_, index) => !ended.some((other) => other === others[index]));
      // What was approved is written on what the approvers saw, and on nothing else.
      const isApproved = (pending.operation.approval?.approvedAt ?? null) !== null;
      const reads = steps.map(({ live }) => live);
      const late = isApproved ? pending : { ...pending, work: alsoUndoing(pending.work, ended, reads) };
      const onTop = isApproved ? pending : { ...late, work: onTopOf(late.work, rest) };
      const entry = waiting.length === 0 ? started(late, now) : queued(onTop, waiting);
      const own = ended.flatMap((other) => pool.own(other.entry.operation.id) ?? []);
      const begun = await holding(own, async () => {
        const stillThere = ended.filter((other) => !isTerminal(other.entry.operation.state));
        const cancelled = stillThere.map((other) => supersede(other.entry, entry, now));
        const askedAt = clock.now();
        const answer = await write(entry, cancelled);
        if (answer.type !== 'IN') return answer;
        // Before those that it ends are told: there is no moment in which nothing is at work on the app.
        const active = pool.activate({ entry, fence: answer.fence, askedAt }, waiting);
        for (const next of cancelled) {
          const superseded = pool.own(next.operation.id);
          superseded?.stop.abort('SUPERSEDED');
          if (superseded === undefined) pool.hear(next);
          else superseded.take(next);
        }
        return active;
      });
      if ('type' in begun) return begun;

      pool.tell(entry.operation);
      if (waiting.length > 0) {
        if (begun.waitsFor.size === 0) pool.startQueued(begun);
      } else {
        const inFlight = own.flatMap(({ writing }) => [...writing]);
        // A write of what this one ends may have come after the plan was read: then it is read again.
        const isRead = inFlight.length === 0 && ended.length === own.length;
        // Begun at once where it can be, so that whoever plans next finds its writes under way.
        const run = () => runOperation(begun, isRead ? reads : null, running);
        pool.track(inFlight.length === 0 ? run() : Promise.allSettled(inFlight).then(run));
        // The writes go out before the answer is put together: an idle connection is looked at for a turn before anything is sent on it.
        await nextTurn();
        await nextTurn();
      }
      return { type: 'IN', operation: entry.operation };
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

/** Before a plan is read: what they write meanwhile belongs to what it may find. */
function asTheyAre({ entry }: KnownOperation): KnownOperation {
  return { entry };
}

function areAll(ids: readonly string[], known: readonly KnownOperation[]): boolean {
  return ids.length === known.length && known.every(({ entry }) => ids.includes(entry.operation.id));
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
