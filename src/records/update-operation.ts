import type { Transaction } from 'kysely';
import type { JournaledOperation } from '../domain/operations/journal.ts';
import { terminalStates } from '../domain/operations/operation.ts';
import type { OperationState } from '../domain/operations/operation.ts';
import { compiledOnce } from './compiled-once.ts';
import { operationRow, stepRows } from './operation-rows.ts';
import type { OperationStepRow, Tables } from './tables.ts';

/** Whether none of them has ended; until the end of the transaction nobody else ends one, who need not ask for the app's lock. */
export async function keepUnfinished(
  trx: Transaction<Tables>,
  entries: readonly JournaledOperation[],
): Promise<boolean> {
  if (entries.length === 0) return true;
  const ids = entries.map(({ operation }) => operation.id);
  const kept = await trx
    .updateTable('operation')
    // Changes nothing, and locks the rows on either engine.
    .set((expression) => ({ version: expression.ref('version') }))
    .where('id', 'in', ids)
    .where('state', 'not in', terminalStates)
    .executeTakeFirst();
  return kept.numUpdatedRows === BigInt(ids.length);
}

type Update = {
  readonly id: string;
  readonly set: Omit<ReturnType<typeof operationRow>, 'id' | 'created_at'>;
  readonly fence?: number;
  readonly from?: OperationState;
};

const update = compiledOnce((db, { id, set, fence, from }: Update) => {
  let query = db
    .updateTable('operation')
    .set(set)
    .set((expression) => ({ version: expression('version', '+', 1) }))
    .where('id', '=', id)
    .where('state', 'not in', terminalStates);
  if (fence !== undefined) query = query.where('fence', '=', fence);
  if (from !== undefined) query = query.where('state', '=', from);
  return query;
});
const updateStep = compiledOnce((db, { operation_id: operationId, position, ...step }: OperationStepRow) =>
  db.updateTable('operation_step').set(step).where('operation_id', '=', operationId).where('position', '=', position),
);

/**
 * Writes an operation that is not terminal as it is now; false, with nothing written, where it is, or is not in the state `from`,
 * or the fence is another. `fence` null: whoever works on it.
 */
export async function updateOperation(
  trx: Transaction<Tables>,
  entry: JournaledOperation,
  fence: number | null,
  from?: OperationState,
): Promise<boolean> {
  const { id, created_at: _createdAt, ...columns } = operationRow(entry);
  const asked = { id, set: columns, ...(fence !== null && { fence }), ...(from !== undefined && { from }) };
  const { numAffectedRows } = await update(trx, asked);
  if (numAffectedRows === 0n) return false;
  for (const step of stepRows(entry)) await updateStep(trx, step);
  return true;
}
