import { PostgresAdapter, sql } from 'kysely';
import type { Kysely, RawBuilder, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** What each SQL engine has its own words for. */

function isPostgres(db: Kysely<Tables>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** The clock of the database, in milliseconds since the epoch: one for all gateways. */
export function databaseNow(db: Kysely<Tables>): RawBuilder<number> {
  return isPostgres(db)
    ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;
}

/** Until the end of the transaction, no other one has the lock of this name. SQLite lets one write at a time anyway. */
export async function lockName(trx: Transaction<Tables>, name: string): Promise<void> {
  if (isPostgres(trx)) await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
}

/**
 * Runs what need not outlive a power cut, such as that a lease goes on: whoever would use it is gone by then, too. In the embedded file
 * it does not wait for the disk; a commit behind it takes it there. It is seen by all who read, and outlives a crash of the process.
 */
export async function unsynced<T>(db: Kysely<Tables>, run: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  if (isPostgres(db)) return run(db);
  // One user has the connection at a time: nobody else commits in between.
  return db.connection().execute(async (connection) => {
    await sql`pragma synchronous = normal`.execute(connection);
    try {
      return await run(connection);
    } finally {
      await sql`pragma synchronous = full`.execute(connection);
    }
  });
}
