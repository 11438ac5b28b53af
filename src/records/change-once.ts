import type { Kysely, Transaction } from 'kysely';
import type { AuditEntry } from '../domain/audit/audit-record.ts';
import type { IdempotencyRecord } from '../domain/operations/journal.ts';
import { appendAudit } from './audit-store.ts';
import { deleteKey, insertKey } from './idempotency-keys.ts';
import type { Tables } from './tables.ts';

/** What is written in the transaction of a change. */
interface Beside {
  readonly key: IdempotencyRecord | null;
  readonly audit: AuditEntry;
}

/**
 * Makes a change and writes its key and audit, in one transaction. Answers the key's earlier record, with nothing written, where the
 * caller used it before; else whether there was something to change: nothing is written where there was not.
 */
export async function changeOnce(
  db: Kysely<Tables>,
  { key, audit }: Beside,
  change: (trx: Transaction<Tables>) => Promise<boolean>,
): Promise<IdempotencyRecord | boolean> {
  return await db.transaction().execute(async (trx) => {
    const earlier = key === null ? null : await insertKey(trx, key);
    if (earlier !== null) return earlier;
    if (await change(trx)) {
      await appendAudit(trx, audit);
      return true;
    }
    // The key stands for nothing: the next call with it shall be told the same.
    if (key !== null) await deleteKey(trx, key);
    return false;
  });
}
