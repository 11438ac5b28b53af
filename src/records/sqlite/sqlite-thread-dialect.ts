import { CompiledQuery, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import type { SqliteThread } from './sqlite-thread.ts';
import type { SqlValue } from './worker-protocol.ts';

type Statements = Pick<SqliteThread, 'run' | 'close'>;

/** Kysely over the SQLite thread, or in it: one connection, handed out to one user at a time. */
export function sqliteThreadDialect(thread: Statements): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => createDriver(thread),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** SQLite can change tables in a transaction: of two processes that open a new file, one migrates it, and whole. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function createDriver(thread: Statements): Driver {
  const waiting: (() => void)[] = [];
  let taken = false;
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const answer = await thread.run(sql, parameters.map(toSqlValue));
      return {
        rows: answer.rows as R[],
        numAffectedRows: BigInt(answer.changes),
        insertId: BigInt(answer.lastInsertRowid),
      };
    },
    // The records are small: nothing streams.
    streamQuery() {
      throw new Error('The records do not stream; ask for pages.');
    },
  };
  return {
    async init() {},
    async acquireConnection() {
      if (taken) await new Promise<void>((resolve) => waiting.push(resolve));
      taken = true;
      return connection;
    },
    async releaseConnection() {
      const next = waiting.shift();
      if (next === undefined) taken = false;
      else next();
    },
    // Every transaction writes: taking the write lock at once leaves no deadlock between two that read first.
    beginTransaction: async (connection) => void (await connection.executeQuery(CompiledQuery.raw('begin immediate'))),
    commitTransaction: async (connection) => void (await connection.executeQuery(CompiledQuery.raw('commit'))),
    async rollbackTransaction(connection) {
      // After some failures (disk full) SQLite has rolled back by itself, and this finds no transaction.
      await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => null);
    },
    destroy: () => thread.close(),
  };
}

function toSqlValue(value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`The records cannot hold a value of type ${typeof value}`);
}
