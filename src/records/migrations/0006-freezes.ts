import type { Kysely } from 'kysely';

/** Times in which nothing may be changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('freeze')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('starts_at', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('scope_json', 'text', (column) => column.notNull())
    .addColumn('allows_rollbacks', 'integer', (column) => column.notNull())
    .addColumn('created_by_name', 'text', (column) => column.notNull())
    .addColumn('created_by_kind', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('ended_by_name', 'text')
    .addColumn('ended_by_kind', 'text')
    .execute();
  await db.schema.createIndex('freeze_newest').on('freeze').columns(['created_at', 'id']).execute();
  await db.schema.createIndex('freeze_end').on('freeze').columns(['ends_at']).execute();

  // None for a freeze: it is about every tenant.
  await db.schema
    .createTable('freeze_tenant')
    .addColumn('freeze_id', 'text', (column) => column.notNull().references('freeze.id').onDelete('cascade'))
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('freeze_tenant_key', ['freeze_id', 'tenant'])
    .execute();
}
