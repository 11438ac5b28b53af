import type { Kysely } from 'kysely';

/** To whom roles are given, and where, by mutation. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // No tenant, no environment: empty texts, which are the name of nothing.
  await db.schema
    .createTable('role_binding')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('subject_kind', 'text', (column) => column.notNull())
    .addColumn('subject_name', 'text', (column) => column.notNull())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('created_by_name', 'text', (column) => column.notNull())
    .addColumn('created_by_kind', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('removed_by_name', 'text')
    .addColumn('removed_by_kind', 'text')
    .addColumn('removed_at', 'bigint')
    .execute();

  // One row, taken by each change before it looks at the others.
  await db.schema
    .createTable('role_binding_head')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .execute();
  await db
    .withTables<{ role_binding_head: { id: number; version: number } }>()
    .insertInto('role_binding_head')
    .values({ id: 1, version: 0 })
    .execute();
}
