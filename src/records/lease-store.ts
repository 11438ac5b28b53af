import { sql } from 'kysely';
import type { ExpressionBuilder, Kysely, RawBuilder } from 'kysely';
import { leaseMs } from '../domain/operations/journal.ts';
import type { Journal } from '../domain/operations/journal.ts';
import { terminalStates, workedOnStates } from '../domain/operations/operation.ts';
import { databaseNow, unsynced } from './engine-sql.ts';
import { readJournaled } from './read-operations.ts';
import type { Tables } from './tables.ts';

/** When a lease that is taken or prolonged now ends. */
export function leaseEnd(db: Kysely<Tables>): RawBuilder<number> {
  return sql<number>`${databaseNow(db)} + ${sql.lit(leaseMs)}`;
}

/** Who works on which operation. */
export function createLeaseStore(db: Kysely<Tables>): Pick<Journal, 'claim' | 'hold' | 'renew' | 'release'> {
  return {
    async claim(holder, which) {
      let query = db
        .updateTable('operation')
        .set((expression) => ({ holder, fence: expression('fence', '+', 1), lease_until: leaseEnd(db) }))
        .where(isUnfinished)
        .returning(['id', 'fence']);
      if (which === 'EXPIRED') query = query.where('lease_until', '<', databaseNow(db));
      else if (which !== 'ALL') query = query.where('id', '=', which.id);
      const claimed = new Map((await query.execute()).map(({ id, fence }) => [id, Number(fence)]));
      const entries = await readJournaled(db, [...claimed.keys()]);
      return entries.map((entry) => ({ entry, fence: claimed.get(entry.operation.id) ?? 0 }));
    },

    async hold(id, fence) {
      const held = await unsynced(db, (connection) =>
        connection
          .updateTable('operation')
          .set({ lease_until: leaseEnd(db) })
          .where('id', '=', id)
          .where('fence', '=', fence)
          .where('state', 'not in', terminalStates)
          .executeTakeFirst(),
      );
      return held.numUpdatedRows > 0n;
    },

    async renew(holder, ids) {
      if (ids.length === 0) return new Set();
      const held = await db
        .updateTable('operation')
        .set({ lease_until: leaseEnd(db) })
        .where('holder', '=', holder)
        .where('id', 'in', ids)
        .where(isUnfinished)
        .returning('id')
        .execute();
      return new Set(held.map(({ id }) => id));
    },

    async release(holder) {
      await db
        .updateTable('operation')
        .set({ lease_until: 0 })
        .where('holder', '=', holder)
        .where(isUnfinished)
        .execute();
    },
  };
}

/** Of those that a gateway works on, or owing a follow-up, as only one that failed does: in words that the index of states knows. */
function isUnfinished(expression: ExpressionBuilder<Tables, 'operation'>) {
  return expression.or([
    expression('state', 'in', workedOnStates),
    expression.and([expression('state', '=', 'FAILED'), expression('follow_up_json', 'is not', null)]),
  ]);
}
