import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { createApiTokenStore } from '../../../src/records/api-token-store.ts';
import { createAuditStore } from '../../../src/records/audit-store.ts';
import { createBindingStore } from '../../../src/records/binding-store.ts';
import { createFreezeStore } from '../../../src/records/freeze-store.ts';
import { createJournalStore } from '../../../src/records/journal-store.ts';
import { migrate } from '../../../src/records/migrate.ts';
import { recordsPlugins } from '../../../src/records/records-plugins.ts';
import { createRolloutLogStore } from '../../../src/records/rollout-log-store.ts';
import { sqliteThreadDialect } from '../../../src/records/sqlite/sqlite-thread-dialect.ts';
import type { SqliteThread } from '../../../src/records/sqlite/sqlite-thread.ts';
import type { SqlValue } from '../../../src/records/sqlite/worker-protocol.ts';
import type { Tables } from '../../../src/records/tables.ts';

/** The product's own stores on SQLite in memory, without a thread or a disk between: thousands of them in a minute. */
export interface MemoryRecords {
  readonly journal: ReturnType<typeof createJournalStore>;
  readonly audit: ReturnType<typeof createAuditStore>;
  readonly freezes: ReturnType<typeof createFreezeStore>;
  readonly bindings: ReturnType<typeof createBindingStore>;
  readonly tokens: ReturnType<typeof createApiTokenStore>;
  readonly rolloutLog: ReturnType<typeof createRolloutLogStore>;
  /** Everything that is recorded but the attempts themselves, what is seen of rollouts, and the leases of this moment: the same where nothing was changed. */
  changes(): string;
}

/** What is recorded of refusals as well, and of what is seen. */
const attempts = ['audit_record', 'audit_head', 'rollout_log'];

/** One database for all worlds, one after the other: its statements stay prepared. */
interface Kept {
  readonly database: DatabaseSync;
  readonly db: Kysely<Tables>;
  readonly first: readonly string[];
}
let kept: Promise<Kept> | null = null;

async function make(): Promise<Kept> {
  const database = new DatabaseSync(':memory:');
  const db = new Kysely<Tables>({ dialect: sqliteThreadDialect(inProcess(database)), plugins: recordsPlugins });
  await migrate(db, 'memory');
  const triggers = database.prepare(`select name from sqlite_master where type = 'trigger'`).all();
  // They keep records for good; here a world ends with its records.
  for (const { name } of triggers) database.exec(`drop trigger "${String(name)}"`);
  return { database, db, first: rowsAfterMigration(database) };
}

/** Empty records. Those that were opened before are gone. */
export async function openMemoryRecords(): Promise<MemoryRecords> {
  kept ??= make();
  const { database, db, first } = await kept;
  for (const table of tablesOf(database, [])) database.exec(`delete from "${table}"`);
  for (const statement of first) database.exec(statement);
  return {
    journal: createJournalStore(db),
    audit: createAuditStore(db),
    freezes: createFreezeStore(db),
    bindings: createBindingStore(db),
    tokens: createApiTokenStore(db),
    rolloutLog: createRolloutLogStore(db),
    changes: () => JSON.stringify(tablesOf(database, attempts).map((table) => [table, rowsOf(database, table)])),
  };
}

function tablesOf(database: DatabaseSync, without: readonly string[]): readonly string[] {
  const rows = database.prepare(`select name from sqlite_master where type = 'table' order by name`).all();
  return rows.map(({ name }) => String(name)).filter((name) => !without.includes(name) && name !== 'sqlite_sequence');
}

function rowsOf(database: DatabaseSync, table: string): readonly unknown[] {
  return database
    .prepare(`select * from "${table}"`)
    .all()
    .map(({ lease_until: _lease, ...row }) => row);
}

function rowsAfterMigration(database: DatabaseSync): readonly string[] {
  // Rows that the migrations put there, such as where a chain ends.
  return tablesOf(database, []).flatMap((table) =>
    database
      .prepare(`select * from "${table}"`)
      .all()
      .map(
        (row) =>
          `insert into "${table}" (${Object.keys(row).join(', ')}) values (${Object.values(row).map(literal).join(', ')})`,
      ),
  );
}

function literal(value: unknown): string {
  return typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : value === null
      ? 'null'
      : `'${String(value)}'`;
}

function inProcess(database: DatabaseSync): Pick<SqliteThread, 'run' | 'close'> {
  const statements = new Map<string, StatementSync>();
  return {
    async run(sql, parameters) {
      const statement = statements.get(sql) ?? database.prepare(sql);
      statements.set(sql, statement);
      if (statement.columns().length > 0) {
        const rows = statement.all(...parameters) as unknown as Record<string, SqlValue>[];
        return { rows, changes: 0, lastInsertRowid: 0 };
      }
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { rows: [], changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
    },
    async close() {
      database.close();
    },
  };
}
