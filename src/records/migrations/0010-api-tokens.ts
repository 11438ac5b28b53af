import type { Kysely } from 'kysely';

/** Tokens that callers make, by their hashes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('api_token')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('actions_json', 'text', (column) => column.notNull())
    .addColumn('groups_json', 'text', (column) => column.notNull())
    .addColumn('created_by_name', 'text', (column) => column.notNull())
    .addColumn('created_by_kind', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .addColumn('revoked_by_name', 'text')
    .addColumn('revoked_by_kind', 'text')
    .execute();
  await db.schema.createIndex('api_token_newest').on('api_token').columns(['created_at', 'id']).execute();
  await db.schema.createIndex('api_token_name').on('api_token').columns(['name']).execute();

  // Null in both: the fleet. Null as the environment: the tenant.
  await db.schema
    .createTable('api_token_scope')
    .addColumn('token_id', 'text', (column) => column.notNull().references('api_token.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('tenant', 'text')
    .addColumn('environment', 'text')
    .addPrimaryKeyConstraint('api_token_scope_key', ['token_id', 'position'])
    .execute();
}
