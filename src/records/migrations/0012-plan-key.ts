import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';

/** One key for the digests of plans, made with the table: all gateways on these records have it, now and later. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('plan_key')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('key', 'text', (column) => column.notNull())
    .execute();
  await db
    .withTables<{ plan_key: { id: number; key: string } }>()
    .insertInto('plan_key')
    .values({ id: 1, key: randomBytes(32).toString('base64url') })
    .execute();
}
