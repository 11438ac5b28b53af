import type { Kysely, Transaction } from 'kysely';
import type { IdempotencyRecord } from '../domain/operations/journal.ts';
import type { Tables } from './tables.ts';

/** Takes the key for what is written in the same transaction. Answers the earlier record where the caller used it before. */
export async function insertKey(
  trx: Transaction<Tables>,
  record: IdempotencyRecord,
): Promise<IdempotencyRecord | null> {
  const inserted = await trx
    .insertInto('idempotency_key')
    .values({
      caller: record.caller,
      key: record.key,
      input_hash: record.inputHash,
      operation_id: record.operationId,
      created_at: record.createdAt,
    })
    .onConflict((conflict) => conflict.columns(['caller', 'key']).doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 0n ? selectKey(trx, record.caller, record.key) : null;
}

/** Lets the caller use the key again. */
export async function deleteKey(
  trx: Transaction<Tables>,
  { caller, key }: Pick<IdempotencyRecord, 'caller' | 'key'>,
): Promise<void> {
  await trx.deleteFrom('idempotency_key').where('caller', '=', caller).where('key', '=', key).execute();
}

/** What the caller used the key for, or null. */
export async function selectKey(db: Kysely<Tables>, caller: string, key: string): Promise<IdempotencyRecord | null> {
  const row = await db
    .selectFrom('idempotency_key')
    .selectAll()
    .where('caller', '=', caller)
    .where('key', '=', key)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    caller,
    key,
    inputHash: row.input_hash,
    operationId: row.operation_id,
    createdAt: Number(row.created_at),
  };
}
