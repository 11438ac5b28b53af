import { askerOf } from '../access/access-now.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { ApprovalRules } from '../approvals/approval-rule.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { FreezeGuard } from '../freezes/freeze-guard.ts';
import type { Problem } from '../problem.ts';
import { approvalWarning, breakGlassRefusal } from './approval-problems.ts';
import { chooseInstances, noSuchApp } from './choose-instances.ts';
import { keyOf, repeatedOutcome } from './idempotency.ts';
import type { UnboundKey } from './idempotency.ts';
import { createKeyedMutex } from './keyed-mutex.ts';
import { firstFence } from './journal.ts';
import type { Begun, Journal, JournaledOperation } from './journal.ts';
import { newApproval, newOperation } from './new-operation.ts';
import type { OperationPool } from './operation-pool.ts';
import { awaiting } from './operation-states.ts';
import type { Operation, Plan } from './operation.ts';
import type { OperationOutcome } from './operations.ts';
import type { PlanDigests } from './plan-digests.ts';
import { planWork } from './plan-work.ts';
import { whereOfRequest } from './planned-where.ts';
import { problem } from './problems.ts';
import type { QueueEntrance } from './queue-entrance.ts';
import { accessCheck, approvalCheck, frozenCheck, frozenSince, planOf, preflightOf } from './request-checks.ts';
import type { Refusal } from './request-checks.ts';
import { rollbackConflict } from './rollback-conflict.ts';
import { requestMistakes } from './validate-request.ts';
import type { WorkRequest } from './work-request.ts';

export interface RequestDependencies {
  /** Names this gateway in leases. */
  readonly holder: string;
  readonly journal: Journal;
  readonly freezes: FreezeGuard;
  readonly rules: ApprovalRules;
  readonly fleet: Pick<Fleet, 'app' | 'manager' | 'autoscaler'>;
  readonly digests: PlanDigests;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  readonly pool: Pick<OperationPool, 'hear'>;
  readonly queue: QueueEntrance;
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
  const { holder, journal, freezes, rules, fleet, clock, log, newId, pool, queue, shutdown, get } = dependencies;
  const perKey = createKeyedMutex();

  const perform: RequestOperation = async (request, caller, owed, attempt) => {
    const mistakes = refused(requestMistakes(request));
    if (mistakes !== null) return mistakes;
    const denied = accessRefusal(caller, request);
    if (denied !== null) return denied;
    if (request.dryRun) return dryRun(request, caller);
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

  const dryRun = async (request: WorkRequest, caller: Caller): Promise<OperationOutcome> => {
    const chosen = chooseInstances(request, fleet);
    if (!chosen.ok) return refusal({ problems: chosen.failure });
    const rule = rules.ruleFor(request.app, request.kind);
    const checks = [
      accessCheck(caller, request),
      approvalCheck(rule, caller, request.app, request.breakGlass === true),
    ];
    const work = await planWork(request, chosen.value, newId(), clock.now(), dependencies);
    const isWhole = work.problems.length === 0;
    const conflict = isWhole ? await rollbackConflict(request, work.steps, journal) : null;
    const frozen = await freezes.refusal(whereOfRequest(request, chosen.value));
    const preflight = preflightOf(work, conflict, [...checks, frozenCheck(frozen)]);
    if (!isWhole) return refusal({ problems: work.problems, preflight });
    if (conflict !== null) return { problems: [conflict], preflight };
    // A plan tells what would be, also while it may not be.
    const more = [...(frozen === null ? [] : [frozen]), ...(rule === null ? [] : [approvalWarning(rule)])];
    return { plan: planOf(preflight, [...work.warnings, ...more]) };
  };

  const begin = (
    request: WorkRequest,
    caller: Caller,
    key: UnboundKey | null,
    owed: Owed | null,
    attempt: Attempt,
  ): Promise<OperationOutcome> =>
    queue.perApp(request.app, async () => {
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
    // The rollback of a failed deploy belongs to the deploy, which was let begin.
    const rule = owed === null ? rules.ruleFor(request.app, request.kind) : null;
    const breaks = request.breakGlass === true && rule !== null;
    const unallowed = breaks ? breakGlassRefusal(rule, caller, request.app) : null;
    const checks = [accessCheck(caller, request), approvalCheck(rule, caller, request.app, breaks)];
    const id = owed?.operationId ?? newId();
    const plannedAt = clock.now();
    const prepared = await queue.prepare({ request, id, plannedAt, asksFreezes: owed === null, checks });
    if (unallowed !== null) {
      const preflight = prepared.ok ? prepared.value.plan : prepared.failure.preflight;
      return refusal({ problems: [unallowed], ...(preflight !== undefined && { preflight }) });
    }
    if (!prepared.ok) return refusal(prepared.failure);
    const { plan, steps, inViewOf, freezable, now } = prepared.value;
    const approval = rule && newApproval(rule, breaks ? caller : null, now);
    const pending = newOperation({ id, request, caller, plan, steps, now, approval });
    const journalAs = async (entry: JournaledOperation, superseded: readonly JournaledOperation[]) => {
      const audit = attempt.accepted({ operation: entry.operation, changes: plan.changes, brokeGlass: breaks });
      const begun = await journal.begin({
        entry,
        holder,
        inViewOf,
        asksFreezes: freezable && { where: freezable, at: clock.now() },
        key: key === null ? null : { ...key, operationId: id },
        superseded,
        followUpOf: owed?.followUpOf ?? null,
        audit,
      });
      const { kind, state } = entry.operation;
      if (begun.type === 'BEGUN')
        log.info({ operation: id, kind, state, requestId: audit.requestId }, 'operation accepted');
      return begun;
    };
    if (approval !== null && !breaks) {
      const entry = awaiting(pending, approval, { request, plannedAt, asker: askerOf(caller) });
      const begun = await journalAs(entry, []);
      if (begun.type !== 'BEGUN') return notBegun(begun, id, plan, key, attempt);
      attempt.wasRecorded();
      pool.hear(entry);
      return { operation: entry.operation };
    }
    const entered = await queue.enter(pending, prepared.value, async (entry, superseded) => {
      const begun = await journalAs(entry, superseded);
      if (begun.type !== 'BEGUN') return { type: 'NOT', why: begun };
      attempt.wasRecorded();
      return { type: 'IN', fence: firstFence };
    });
    if (entered.type === 'IN') return { operation: entered.operation };
    return notBegun(entered.why, id, plan, key, attempt);
  };

  const notBegun = async (
    begun: Exclude<Begun, { readonly type: 'BEGUN' }>,
    id: string,
    plan: Plan,
    key: UnboundKey | null,
    attempt: Attempt,
  ): Promise<OperationOutcome | 'OUTRUN'> => {
    if (begun.type === 'OUTRUN') return 'OUTRUN';
    if (begun.type === 'FROZEN') return refusal(frozenSince(plan, begun.problem));
    if (begun.type === 'REPEATED' && key !== null) return repeatedOutcome(begun.earlier, key, get, attempt);
    const operation = await get(id);
    if (operation === null) throw new Error('what was begun already is in the journal');
    return { operation };
  };

  return perform;
}

function refusal({ problems, preflight }: Refusal): OperationOutcome {
  const [first, ...rest] = problems;
  if (first === undefined) throw new Error('a refusal has at least one problem');
  return { problems: [first, ...rest], ...(preflight !== undefined && { preflight }) };
}

function refused(problems: readonly Problem[]): OperationOutcome | null {
  return problems.length === 0 ? null : refusal({ problems });
}

/** Who may not do it learns no more of it, and who may not see it not even that it is there. */
function accessRefusal(caller: Caller, request: WorkRequest): OperationOutcome | null {
  if (!caller.access.sees(request.app)) return { problems: [noSuchApp(request.app)] };
  const check = accessCheck(caller, request);
  if (check.outcome !== 'REFUSED') return null;
  const preflight = { verdict: 'REFUSED', checks: [check], changes: [], digest: null } as const;
  return { problems: [problem('FORBIDDEN', `${check.message} ${check.remedy ?? ''}`)], preflight };
}

function outrun(): Problem {
  return problem('UNAVAILABLE', 'Others are changing this app at this moment. Try again.', { retryable: true });
}

function shuttingDown(): Problem {
  return problem('UNAVAILABLE', 'Tenantry is shutting down. Try again in a moment.', { retryable: true });
}
