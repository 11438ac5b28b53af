import type { Kysely } from 'kysely';

/** Sessions of browsers that were signed off before their time, each until it would be over. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('signed_off_session')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('signed_off_session_end').on('signed_off_session').columns(['expires_at']).execute();
}
