import type { Kysely } from 'kysely';

/** Which id a cluster has, by name and by uid. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('cluster_identity')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('uid', 'text', (column) => column.unique())
    .execute();
  await db.schema
    .createTable('cluster_name')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('cluster_id', 'text', (column) => column.notNull().references('cluster_identity.id'))
    .execute();
}
