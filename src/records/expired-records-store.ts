import type { Kysely } from 'kysely';
import { terminalStates } from '../domain/operations/operation.ts';
import type { ExpiredRecords } from '../domain/retention/retention.ts';
import { databaseNow, lockName } from './engine-sql.ts';
import type { Tables } from './tables.ts';

/** How many operations a transaction removes: others wait no longer than that for their turn. */
const someOperations = 500;

/** What is too old, in SQL. Steps go with their operation. */
export function createExpiredRecordsStore(db: Kysely<Tables>): ExpiredRecords {
  return {
    async now() {
      const { now } = await db.selectNoFrom(databaseNow(db).as('now')).executeTakeFirstOrThrow();
      return Number(now);
    },

    pruneOperations: (at) =>
      db.transaction().execute(async (trx) => {
        // Two gateways that remove the same rows in another order would wait for each other.
        await lockName(trx, 'retention');
        const expired = trx
          .selectFrom('operation')
          .select('id')
          // By the index; an operation ends after it was made.
          .where('created_at', '<', at)
          .where('finished_at', '<', at)
          .where('state', 'in', terminalStates)
          .where('follow_up_json', 'is', null)
          .orderBy('created_at')
          .orderBy('id')
          .limit(someOperations);
        const { numDeletedRows } = await trx.deleteFrom('operation').where('id', 'in', expired).executeTakeFirst();
        return Number(numDeletedRows);
      }),

    async pruneKeys(at) {
      await db.deleteFrom('idempotency_key').where('created_at', '<', at).execute();
    },
  };
}
