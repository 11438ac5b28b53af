import type { Transaction } from 'kysely';
import type { JournaledOperation } from '../domain/operations/journal.ts';
import { terminalStates } from '../domain/operations/operation.ts';
import type { OperationState } from '../domain/operations/operation.ts';
import { operationRow, stepRows } from './operation-rows.ts';
import type { Tables } from './tables.ts';

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
  let query = trx
    .updateTable('operation')
    .set(columns)
    .set((expression) => ({ version: expression('version', '+', 1) }))
    .where('id', '=', id)
    .where('state', 'not in', terminalStates);
  if (fence !== null) query = query.where('fence', '=', fence);
  if (from !== undefined) query = query.where('state', '=', from);
  const result = await query.executeTakeFirst();
  if (result.numUpdatedRows === 0n) return false;
  for (const { operation_id: operationId, position, ...step } of stepRows(entry)) {
    await trx
      .updateTable('operation_step')
      .set(step)
      .where('operation_id', '=', operationId)
      .where('position', '=', position)
      .execute();
  }
  return true;
}
