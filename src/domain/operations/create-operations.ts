import { randomUUID } from 'node:crypto';
import type { ClusterRegistry } from '../clusters/cluster-source.ts';
import { noApprovals } from '../approvals/approval-rule.ts';
import type { ApprovalRules } from '../approvals/approval-rule.ts';
import { isWaitingFor } from '../approvals/may-decide.ts';
import { beginAttempt } from '../audit/attempt.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { Caller } from '../caller.ts';
import { fullAccess } from '../access/access.ts';
import type { AccessNow } from '../access/access-now.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { FreezeGuard } from '../freezes/freeze-guard.ts';
import { orUnavailable } from '../or-unavailable.ts';
import { awaitingPage } from './awaiting-page.ts';
import { createCancelOperation } from './cancel-operation.ts';
import { createDecideOperation } from './decide-operation.ts';
import { followUpRequest } from './follow-up.ts';
import type { Journal, JournaledOperation } from './journal.ts';
import { createLeaseKeeper } from './lease-keeper.ts';
import { createOperationPool } from './operation-pool.ts';
import { noSignals } from './operation-signals.ts';
import type { OperationSignals } from './operation-signals.ts';
import { countOpen, silentOperationsObserver } from './operations-observer.ts';
import type { OpenOperations, OperationsObserver } from './operations-observer.ts';
import { isOlder } from './operation-queue.ts';
import { operationsPage } from './operations-page.ts';
import type { Operations } from './operations.ts';
import { ownChangeDraft, ownDraft } from './own-attempt.ts';
import { createPlanDigests } from './plan-digests.ts';
import { createQueueEntrance } from './queue-entrance.ts';
import { createReleaseApproved } from './release-approved.ts';
import { createRequestOperation } from './request-operation.ts';
import type { StepDependencies } from './run-step.ts';
import type { WorkRequest } from './work-request.ts';

export interface OperationsOptions {
  readonly journal: Journal;
  /** Whether other gateways may work on the same journal. Default: false. */
  readonly shared?: boolean;
  /** Between gateways on the same journal, which hear of each other within a second without them. Default: none. */
  readonly signals?: OperationSignals;
  readonly freezes: FreezeGuard;
  /** Which operations need approvals. Default: none. */
  readonly approvals?: ApprovalRules;
  /** Says whether those who asked for what is approved may still do that. Default: nobody is asked. */
  readonly accessNow?: AccessNow;
  readonly fleet: Pick<Fleet, 'app' | 'manager' | 'autoscaler'>;
  /** What the digests of plans are made with: the same to all gateways on this journal, always, and to nobody else. */
  readonly planKey: string;
  readonly registry: ClusterRegistry;
  readonly clock: Clock;
  readonly log: Log;
  /** Default: none. */
  readonly observer?: OperationsObserver;
  /** 0 ≤ x < 1, for waits between attempts. Default: Math.random. */
  readonly random?: () => number;
  /** Mints ids that nobody can guess. Default: random UUIDs. */
  readonly newId?: () => string;
}

/** Operations, and the engine that runs them. */
export interface OperationsEngine extends Operations {
  /** Goes on with what the last process left; to be awaited before the first mutation is served. */
  start(): Promise<void>;
  /** How many wait, run and so on, as far as this gateway knows: for metrics. */
  open(): OpenOperations;
  /** Starts nothing more, and waits for the writes that are under way. What is not done goes on after the next start. */
  stop(): Promise<void>;
}

/** It carries on what others were allowed to begin. */
const tenantry: Caller = { name: 'tenantry', kind: 'SYSTEM', roles: [], groups: [], access: fullAccess(['tenantry']) };

export function createOperations(options: OperationsOptions): OperationsEngine {
  const {
    journal,
    signals = noSignals,
    freezes,
    approvals: rules = noApprovals,
    fleet,
    registry,
    clock,
    log,
    observer = silentOperationsObserver,
    random = Math.random,
    newId = randomUUID,
    shared = false,
  } = options;
  const holder = randomUUID();
  const digests = createPlanDigests(options.planKey);
  const running: StepDependencies = { registry, digests, clock, random, newId };
  const shutdown = new AbortController();
  const get = (id: string) => pool.get(id);

  const payFollowUp = (failed: JournaledOperation) =>
    followUpRequest(failed, {
      holder,
      journal,
      clock,
      log,
      shutdown: shutdown.signal,
      perform: (request, operationId) =>
        orUnavailable(log, true, () => {
          const attempt = beginAttempt(ownDraft(request, tenantry), clock);
          return perform(request, tenantry, { operationId, followUpOf: failed.operation.id }, attempt);
        }),
      caller: tenantry,
      told: (operation) => pool.tell(operation),
    });
  const pool = createOperationPool({
    journal,
    signals,
    freezes,
    clock,
    log,
    running,
    observer,
    shutdown,
    payFollowUp,
  });
  const queue = createQueueEntrance({ journal, fleet, digests, clock, pool, running });
  const perform = createRequestOperation({
    holder,
    journal,
    freezes,
    rules,
    fleet,
    digests,
    clock,
    log,
    newId,
    pool,
    queue,
    shutdown: shutdown.signal,
    get,
  });
  const release = createReleaseApproved({
    holder,
    journal,
    pool,
    queue,
    registry,
    digests,
    accessNow: options.accessNow ?? null,
    clock,
    log,
    shutdown: shutdown.signal,
  });
  const tended = new Set<string>();
  const tendWaiting = async (waiting: JournaledOperation) => {
    const { id } = waiting.operation;
    if (tended.has(id)) return;
    tended.add(id);
    await release(waiting).finally(() => tended.delete(id));
  };
  const decide = createDecideOperation({ journal, clock, pool, get, release });
  const leases = createLeaseKeeper({
    holder,
    shared,
    journal,
    pool,
    clock,
    log,
    running,
    shutdown: shutdown.signal,
    tendWaiting,
  });
  const cancel = createCancelOperation({
    journal,
    clock,
    get,
    hear: (entry) => pool.hear(entry),
    takeOver: (id) => leases.takeOver(id),
  });
  const ask = (
    request: WorkRequest,
    caller: Caller,
    attempt: Attempt = beginAttempt(ownDraft(request, caller), clock),
  ) => orUnavailable(log, request.idempotencyKey !== undefined, () => perform(request, caller, null, attempt));

  return {
    deploy: (request, caller, attempt) => ask({ kind: 'DEPLOY', ...request }, caller, attempt),
    scale: (request, caller, attempt) => ask({ kind: 'SCALE', ...request }, caller, attempt),
    rollback: (request, caller, attempt) => ask({ kind: 'ROLLBACK', ...request }, caller, attempt),
    restart: (request, caller, attempt) => ask({ kind: 'RESTART', ...request }, caller, attempt),
    pause: (request, caller, attempt) => ask({ kind: 'PAUSE', ...request }, caller, attempt),
    resume: (request, caller, attempt) => ask({ kind: 'RESUME', ...request }, caller, attempt),
    cancel(request, caller, given) {
      const attempt =
        given ?? beginAttempt(ownChangeDraft('cancelOperation', request.operationId, request.reason, caller), clock);
      return orUnavailable(log, true, () => cancel(request, caller, attempt));
    },
    decide(request, caller, given) {
      const action = request.decision === 'APPROVED' ? 'approveOperation' : 'rejectOperation';
      const attempt =
        given ?? beginAttempt(ownChangeDraft(action, request.operationId, request.comment, caller), clock);
      return orUnavailable(log, true, () => decide(request, caller, attempt));
    },

    get,
    list: (filter, page) => operationsPage(journal, filter, page),
    awaiting: async (caller, page) => awaitingPage(await journal.waiting(), caller, page, clock.now()),
    isAwaiting: (operation, caller) => isWaitingFor(operation, caller, clock.now()),
    ofTemplate: (app, templateDigest) => journal.ofTemplate(app, templateDigest),
    active: (app) =>
      pool
        .ofApp(app)
        .map(({ entry }) => entry.operation)
        .sort((a, b) => (isOlder(a, b) ? 1 : -1)),
    ahead: ({ id }) => pool.ahead(id),
    caughtUp: () => (shared ? pool.refresh().catch(() => {}) : Promise.resolve()),
    onChange: (listener) => pool.onChange(listener),

    open: () => countOpen(pool.open()),
    async start() {
      await leases.start();
    },
    async stop() {
      await pool.stop();
      try {
        await leases.release();
      } catch (error) {
        // They run out by themselves.
        log.warn({ error: error instanceof Error ? error.message : String(error) }, 'cannot hand over operations');
      }
    },
  };
}
