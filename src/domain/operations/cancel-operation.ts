import type { Clock } from '../../lib/clock.ts';
import type { ActiveOperation } from './active-operation.ts';
import type { IdempotencyRecord, Journal } from './journal.ts';
import { cancelledWhole, isTerminal } from './operation-states.ts';
import type { Operation } from './operation.ts';
import type { CancelRequest, OperationOutcome } from './operations.ts';
import { problem } from './problems.ts';

interface CancelDependencies {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly active: (id: string) => ActiveOperation | undefined;
  readonly get: (id: string) => Promise<Operation | null>;
  readonly repeated: (
    earlier: IdempotencyRecord,
    key: Omit<IdempotencyRecord, 'operationId'>,
  ) => Promise<OperationOutcome>;
}

const path = ['input', 'operation'];

/**
 * Stops what can be stopped. What waits never starts; what runs writes nowhere else and is no longer watched, and its steps say
 * what had been written. A rollout that the cluster has begun goes on there: only a rollback undoes it.
 */
export async function cancelOperation(
  request: CancelRequest,
  key: Omit<IdempotencyRecord, 'operationId'> | null,
  { journal, clock, active: activeOf, get, repeated }: CancelDependencies,
): Promise<OperationOutcome> {
  const { operationId } = request;
  if (key !== null) {
    const earlier = await journal.findKey(key.caller, key.key);
    // A first call may have ended between its key and the cancelling: then this one does the rest.
    const unfinished = earlier?.inputHash === key.inputHash && isToCancel(activeOf(operationId));
    if (earlier !== null && !unfinished) return repeated(earlier, key);
  }
  const operation = await get(operationId);
  if (operation === null) {
    return { problems: [problem('NOT_FOUND', 'There is no such operation.', { path })] };
  }
  const active = activeOf(operationId);
  if (active === undefined || isTerminal(operation.state)) {
    const message = `The operation is ${operation.state} already, so there is nothing to cancel. To undo what it did, use rollbackApp.`;
    return { problems: [problem('CONFLICT', message, { path })] };
  }
  if (key !== null) await journal.saveKey({ ...key, operationId });
  await active.changeOnce((entry) =>
    entry.operation.state === 'PENDING'
      ? cancelledWhole(entry, clock.now(), () => 'Nothing was written here: cancelled while it waited.', null)
      : { ...entry, operation: { ...entry.operation, state: 'CANCELLING' } },
  );
  active.stop.abort('CANCELLED');
  return { operation: active.entry.operation };
}

function isToCancel(active: ActiveOperation | undefined): boolean {
  const state = active?.entry.operation.state;
  return state === 'PENDING' || state === 'RUNNING';
}
