import type { Kysely } from 'kysely';

/** Operations that wait for approvals, and what was decided about them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // SQLite adds one column at a time.
  await db.schema.alterTable('operation').addColumn('approval_json', 'text').execute();
  await db.schema.alterTable('operation').addColumn('asked_json', 'text').execute();
  await db.schema.alterTable('operation').addColumn('approved_at', 'bigint').execute();
  await db.schema
    .createTable('approval_decision')
    .addColumn('operation_id', 'text', (column) => column.notNull().references('operation.id').onDelete('cascade'))
    .addColumn('actor_name', 'text', (column) => column.notNull())
    .addColumn('actor_kind', 'text', (column) => column.notNull())
    .addColumn('decision', 'text', (column) => column.notNull())
    .addColumn('comment', 'text')
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('approval_decision_key', ['operation_id', 'actor_kind', 'actor_name'])
    .execute();
}
