import type { Kysely } from 'kysely';

/** The journal of operations and the callers' idempotency keys. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('operation')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('app_kind', 'text', (column) => column.notNull())
    .addColumn('actor_name', 'text', (column) => column.notNull())
    .addColumn('actor_kind', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('plan_json', 'text')
    .addColumn('problem_json', 'text')
    .addColumn('superseded_by', 'text')
    .addColumn('settings_json', 'text', (column) => column.notNull())
    .addColumn('follow_up_json', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('started_at', 'bigint')
    .addColumn('finished_at', 'bigint')
    .execute();
  await db.schema.createIndex('operation_newest').on('operation').columns(['created_at', 'id']).execute();
  await db.schema
    .createIndex('operation_of_app')
    .on('operation')
    .columns(['tenant', 'environment', 'app', 'app_kind', 'created_at', 'id'])
    .execute();
  await db.schema.createIndex('operation_state').on('operation').columns(['state']).execute();

  await db.schema
    .createTable('operation_step')
    .addColumn('operation_id', 'text', (column) => column.notNull().references('operation.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('cluster_id', 'text')
    .addColumn('namespace', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('message', 'text')
    .addColumn('problem_json', 'text')
    .addColumn('template_digest', 'text')
    .addColumn('work_json', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint')
    .addColumn('finished_at', 'bigint')
    .addPrimaryKeyConstraint('operation_step_key', ['operation_id', 'position'])
    .execute();
  await db.schema.createIndex('operation_step_template').on('operation_step').columns(['template_digest']).execute();

  await db.schema
    .createTable('idempotency_key')
    .addColumn('caller', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('input_hash', 'text', (column) => column.notNull())
    .addColumn('operation_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotency_key_key', ['caller', 'key'])
    .execute();
  await db.schema.createIndex('idempotency_key_age').on('idempotency_key').columns(['created_at']).execute();
}
