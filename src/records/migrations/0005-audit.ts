import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';
import { chainStart } from '../../domain/audit/audit-chain.ts';

/** The audit: a chain of records that the database itself lets nobody change or remove. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_record')
    .addColumn('sequence', 'integer', (column) => column.primaryKey())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    // What filters look at; all of it is in the content, too.
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor_name', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('tenant', 'text')
    .addColumn('environment', 'text')
    .addColumn('app', 'text')
    .addColumn('app_kind', 'text')
    .addColumn('operation_id', 'text')
    .addColumn('freeze_id', 'text')
    .execute();
  // Each ends with the order in which pages are read.
  for (const [name, columns] of [
    ['tenant', ['tenant']],
    ['environment', ['tenant', 'environment']],
    ['app', ['tenant', 'environment', 'app', 'app_kind']],
    ['operation', ['operation_id']],
    ['freeze', ['freeze_id']],
    ['actor', ['actor_name']],
  ] as const) {
    await db.schema
      .createIndex(`audit_record_of_${name}`)
      .on('audit_record')
      .columns([...columns, 'sequence'])
      .execute();
  }
  await db.schema.createIndex('audit_record_time').on('audit_record').columns(['at']).execute();

  // One row: where the chain ends. Whoever appends changes it first, so that only one at a time does.
  await db.schema
    .createTable('audit_head')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await sql`insert into audit_head (id, sequence, hash) values (1, 0, ${sql.lit(chainStart)})`.execute(db);

  await (db.getExecutor().adapter instanceof PostgresAdapter ? keepInPostgres(db) : keepInSqlite(db));
}

async function keepInSqlite(db: Kysely<unknown>): Promise<void> {
  for (const change of ['update', 'delete'] as const) {
    await sql`create trigger ${sql.raw(`audit_record_no_${change}`)} before ${sql.raw(change)} on audit_record
      begin select raise(abort, 'audit records are never changed or removed'); end`.execute(db);
  }
}

async function keepInPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`create function audit_record_kept() returns trigger language plpgsql as
    $$ begin raise exception 'audit records are never changed or removed'; end $$`.execute(db);
  await sql`create trigger audit_record_no_change before update or delete on audit_record
    for each row execute function audit_record_kept()`.execute(db);
  await sql`create trigger audit_record_no_truncate before truncate on audit_record
    for each statement execute function audit_record_kept()`.execute(db);
}
