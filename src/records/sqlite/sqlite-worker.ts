import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqlError, SqliteWorkerData, SqlRequest, SqlResponse, SqlValue } from './worker-protocol.ts';

/*
 * Holds the one connection to the embedded file in a thread of its own: a sync to disk, or another process that holds the
 * lock, stops this thread and never the event loop that serves queries. Its first message tells how opening went (id 0).
 */

const { path, busyTimeoutMs, readOnly = false } = workerData as SqliteWorkerData;
const statements = new Map<string, StatementSync>();
const statementsAtMost = 200;

function errorOf(error: unknown): SqlError {
  const message = error instanceof Error ? error.message : String(error);
  const code =
    typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
      ? error.errcode & 0xff
      : 1;
  return { code, message };
}

function open(): DatabaseSync {
  const opened = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true, readOnly });
  if (readOnly) return opened;
  // A commit is on disk when it is answered: a journal that loses its last entry to a power cut would act twice.
  opened.exec('pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;');
  return opened;
}

function inodeOf(): number | null {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? null;
}

function serve(database: DatabaseSync, inode: number | null, post: (response: SqlResponse) => void) {
  return ({ id, sql, parameters }: SqlRequest): void => {
    try {
      if (sql.startsWith('begin') && inodeOf() !== inode) {
        post({ id, error: { code: -1, message: 'the file was moved, replaced or deleted' } });
        return;
      }
      let statement = statements.get(sql);
      if (statement === undefined) {
        if (statements.size >= statementsAtMost) statements.clear();
        statement = database.prepare(sql);
        // Some pragmas take effect when they are prepared, and never when they are run: https://www.sqlite.org/pragma.html
        if (!sql.startsWith('pragma')) statements.set(sql, statement);
      }
      if (statement.columns().length > 0) {
        const rows = statement.all(...parameters) as unknown as Record<string, SqlValue>[];
        post({ id, rows, changes: 0, lastInsertRowid: 0 });
      } else {
        const { changes, lastInsertRowid } = statement.run(...parameters);
        post({ id, rows: [], changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) });
      }
    } catch (error) {
      post({ id, error: errorOf(error) });
    }
  };
}

const port = parentPort;
if (port === null) throw new Error('sqlite-worker.ts runs as a worker thread only');
try {
  const database = open();
  const handle = serve(database, inodeOf(), (response) => port.postMessage(response));
  port.on('message', (request: SqlRequest | 'close') => {
    if (request === 'close') {
      database.close();
      port.close();
    } else {
      handle(request);
    }
  });
  port.postMessage({ id: 0, rows: [], changes: 0, lastInsertRowid: 0 } satisfies SqlResponse);
} catch (error) {
  port.postMessage({ id: 0, error: errorOf(error) } satisfies SqlResponse);
  port.close();
}
