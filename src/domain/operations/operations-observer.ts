import type { Operation, OperationState } from './operation.ts';

/** Hears what the operations engine does, for metrics. */
export interface OperationsObserver {
  /** One that this gateway worked on has come to its end. */
  ended(operation: Operation): void;
}

export const silentOperationsObserver: OperationsObserver = { ended() {} };

/** How many operations are in each state that is no end. */
export type OpenOperations = Readonly<
  Record<Extract<OperationState, 'PENDING' | 'AWAITING_APPROVAL' | 'RUNNING' | 'CANCELLING'>, number>
>;

/** Counts them by their states. */
export function countOpen(operations: Iterable<Operation>): OpenOperations {
  const counts = { PENDING: 0, AWAITING_APPROVAL: 0, RUNNING: 0, CANCELLING: 0 };
  for (const { state } of operations) if (state in counts) counts[state as keyof typeof counts] += 1;
  return counts;
}
