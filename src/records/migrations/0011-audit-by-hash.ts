import type { Kysely } from 'kysely';

/** Audit records are found by their hashes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('audit_record_of_hash').on('audit_record').columns(['hash']).execute();
}
