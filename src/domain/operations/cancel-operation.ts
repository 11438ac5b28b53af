import type { Attempt } from '../audit/attempt.ts';
import type { Clock } from '../../lib/clock.ts';
import { environmentScope } from '../access/access.ts';
import { refusalOf } from '../access/refusal.ts';
import { isSameActor } from '../approvals/approval.ts';
import type { Caller } from '../caller.ts';
import type { Problem } from '../problem.ts';
import type { ActiveOperation } from './active-operation.ts';
import { getAsSeen } from './get-as-seen.ts';
import { keyMismatch, keyOf, repeatedOutcome } from './idempotency.ts';
import type { UnboundKey } from './idempotency.ts';
import type { Journal, JournaledOperation } from './journal.ts';
import { createKeyedMutex } from './keyed-mutex.ts';
import { cancelledWhole, isTerminal } from './operation-states.ts';
import type { Operation } from './operation.ts';
import type { CancelRequest, OperationOutcome } from './operations.ts';
import { problem } from './problems.ts';
import { cancelMistakes } from './validate-request.ts';

interface CancelDependencies {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly get: (id: string) => Promise<Operation | null>;
  /** Tells of an operation that nobody works on. */
  readonly hear: (entry: JournaledOperation) => void;
  /** The operation as one that this process works on, also where another one did; undefined where it has ended. */
  readonly takeOver: (id: string) => Promise<ActiveOperation | undefined>;
}

const path = ['input', 'operation'];

/**
 * Stops what can be stopped. What waits never starts; what runs writes nowhere else and is no longer watched, and its steps say
 * what had been written. A rollout that the cluster has begun goes on there: only a rollback undoes it.
 */
export function createCancelOperation(
  dependencies: CancelDependencies,
): (request: CancelRequest, caller: Caller, attempt: Attempt) => Promise<OperationOutcome> {
  const perKey = createKeyedMutex();
  return async (request, caller, attempt) => {
    const [first, ...more] = cancelMistakes(request);
    if (first !== undefined) return { problems: [first, ...more] };
    const { idempotencyKey, operationId, reason } = request;
    const key = keyOf(idempotencyKey, { kind: 'CANCEL', operation: operationId, reason }, caller, dependencies.clock);
    const get = getAsSeen(dependencies.get, caller.access);
    const run = () => cancelOperation(operationId, caller, key, attempt, { ...dependencies, get });
    return key === null ? run() : perKey.run(`${key.caller}\n${key.key}`, run);
  };
}

async function cancelOperation(
  operationId: string,
  caller: Caller,
  key: UnboundKey | null,
  attempt: Attempt,
  { journal, clock, get, hear, takeOver }: CancelDependencies,
): Promise<OperationOutcome> {
  const operation = await get(operationId);
  if (key !== null) {
    const earlier = await journal.findKey(key.caller, key.key);
    // A first call may have ended between its key and the cancelling: then this one does the rest.
    const unfinished = earlier?.inputHash === key.inputHash && operation !== null && isToCancel(operation);
    if (earlier !== null && !unfinished) return repeatedOutcome(earlier, key, get, attempt);
  }
  if (operation === null) {
    return { problems: [problem('NOT_FOUND', 'There is no such operation.', { path })] };
  }
  const where = environmentScope(operation.target);
  // An API token that was not made to cancel does not, whatever its maker asked for.
  const isOwn = caller.viaApiToken === undefined && isSameActor(operation.actor, caller);
  if (!isOwn && !caller.access.may('CANCEL', where)) {
    return { problems: [problem('FORBIDDEN', refusalOf('CANCEL', where), { path })] };
  }
  if (isTerminal(operation.state)) return { problems: [ended(operation)] };
  if (key !== null) {
    // It may have been used for something else since it was looked for.
    const taken = await journal.saveKey({ ...key, operationId });
    const mismatch = taken === null ? null : keyMismatch(taken, key);
    if (mismatch !== null) return { problems: [mismatch] };
  }
  if (operation.state === 'AWAITING_APPROVAL') {
    const [entry] = await journal.read([operationId]);
    if (entry?.operation.state === 'AWAITING_APPROVAL') {
      const why = () => 'Nothing was written here: cancelled while it waited for approvals.';
      const cancelled = cancelledWhole(entry, clock.now(), why, null);
      if (await journal.endWaiting(cancelled, attempt.accepted({ operation }))) {
        attempt.wasRecorded();
        hear(cancelled);
        return { operation: cancelled.operation };
      }
    }
    // It has begun, or ended, a moment ago.
  }
  const active = await takeOver(operationId);
  if (active === undefined) return { problems: [ended((await get(operationId)) ?? operation)] };
  const changed = await active.changeOnce(
    (entry) =>
      entry.operation.state === 'PENDING'
        ? cancelledWhole(entry, clock.now(), () => 'Nothing was written here: cancelled while it waited.', null)
        : { ...entry, operation: { ...entry.operation, state: 'CANCELLING' } },
    attempt.accepted({ operation }),
  );
  if (!changed) {
    const present = (await get(operationId)) ?? operation;
    return { problems: [isTerminal(present.state) ? ended(present) : takenOver()] };
  }
  attempt.wasRecorded();
  active.stop.abort('CANCELLED');
  return { operation: active.entry.operation };
}

function ended({ state }: Operation): Problem {
  const message = `The operation is ${state} already, so there is nothing to cancel. To undo what it did, use rollbackApp.`;
  return problem('CONFLICT', message, { path });
}

function takenOver(): Problem {
  const message = 'Another gateway has just taken the operation over. Try again.';
  return problem('UNAVAILABLE', message, { path, retryable: true });
}

function isToCancel({ state }: Operation): boolean {
  return state === 'PENDING' || state === 'AWAITING_APPROVAL' || state === 'RUNNING';
}
