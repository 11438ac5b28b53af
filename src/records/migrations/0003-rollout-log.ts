import { PostgresAdapter } from 'kysely';
import type { Kysely } from 'kysely';

/** Terminal phases of rollouts, for readers who were away. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  await db.schema
    .createTable('rollout_log')
    // Never reused, also after everything was pruned: cursors hold it.
    .addColumn('sequence', postgres ? 'bigserial' : 'integer', (column) =>
      postgres ? column.primaryKey() : column.primaryKey().autoIncrement(),
    )
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('app_kind', 'text', (column) => column.notNull())
    .addColumn('rollout_key', 'text', (column) => column.notNull())
    .addColumn('phase', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('snapshot', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('rollout_log_of_app')
    .on('rollout_log')
    .columns(['tenant', 'environment', 'app', 'app_kind', 'sequence'])
    .execute();
  await db.schema.createIndex('rollout_log_age').on('rollout_log').columns(['at']).execute();
}
