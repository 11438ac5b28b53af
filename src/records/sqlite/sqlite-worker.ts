import { statSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { RecordsUnavailable } from '../../domain/records-unavailable.ts';
import type { Tables } from '../tables.ts';
import { openFile } from './open-file.ts';
import type { SqlAnswer } from './sqlite-thread.ts';
import type {
  CallFailure,
  CallRequest,
  CallResponse,
  JournalCalls,
  SqlError,
  SqliteWorkerData,
  SqlRequest,
  SqlResponse,
  SqlValue,
} from './worker-protocol.ts';

/*
 * Holds the one connection to the embedded file in a thread of its own: a sync to disk, or another process that holds the
 * lock, stops this thread and never the event loop that serves queries. Its first message tells how opening went (id 0).
 */

const { path, readOnly = false } = workerData as SqliteWorkerData;
/** With whether they answer rows: to ask a statement for its columns takes about as long as to run it. */
const statements = new Map<string, readonly [StatementSync, answers: boolean]>();
const statementsAtMost = 200;
/** How long after the file was opened the journal is loaded, unless somebody asks before, in milliseconds. */
const loadAfterMs = 1_000;

function errorOf(error: unknown): SqlError {
  const message = error instanceof Error ? error.message : String(error);
  const code =
    typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
      ? error.errcode & 0xff
      : 1;
  return { code, message };
}

function inodeOf(): number | null {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? null;
}

/** A statement that SQLite refused, on its way to whoever asked. */
class RefusedStatement extends Error {
  readonly refusal: SqlError;
  constructor(refusal: SqlError) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** @throws RefusedStatement */
function execute(
  database: DatabaseSync,
  inode: number | null,
  sql: string,
  parameters: readonly SqlValue[],
): SqlAnswer {
  if (sql.startsWith('begin') && inodeOf() !== inode) {
    throw new RefusedStatement({ code: -1, message: 'the file was moved, replaced or deleted' });
  }
  try {
    let known = statements.get(sql);
    if (known === undefined) {
      if (statements.size >= statementsAtMost) statements.clear();
      const prepared = database.prepare(sql);
      known = [prepared, prepared.columns().length > 0];
      // Some pragmas take effect when they are prepared, and never when they are run: https://www.sqlite.org/pragma.html
      if (!sql.startsWith('pragma')) statements.set(sql, known);
    }
    const [statement, answers] = known;
    if (answers) {
      const rows = statement.all(...parameters) as unknown as Record<string, SqlValue>[];
      return { rows, changes: 0, lastInsertRowid: 0 };
    }
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
  } catch (error) {
    throw new RefusedStatement(errorOf(error));
  }
}

/** The journal in this thread, of which the modules are loaded when nobody waits for the file to be opened any more. */
async function journalIn(run: (sql: string, parameters: readonly SqlValue[]) => SqlAnswer): Promise<JournalCalls> {
  const [{ Kysely }, { createJournalStore }, { recordsPlugins }, { sqliteThreadDialect }] = await Promise.all([
    import('kysely'),
    import('../journal-store.ts'),
    import('../records-plugins.ts'),
    import('./sqlite-thread-dialect.ts'),
  ]);
  const dialect = sqliteThreadDialect({ run: async (...given) => run(...given), close: async () => {} });
  return createJournalStore(new Kysely<Tables>({ dialect, plugins: recordsPlugins }));
}

function failureOf(id: number, error: unknown): SqlResponse | CallFailure {
  if (error instanceof RefusedStatement) return { id, error: error.refusal };
  const trouble = error instanceof RecordsUnavailable ? error.trouble : null;
  return { id, failure: { trouble, message: error instanceof Error ? error.message : String(error) } };
}

const port = parentPort;
if (port === null) throw new Error('sqlite-worker.ts runs as a worker thread only');
try {
  const database = openFile(workerData as SqliteWorkerData);
  const inode = inodeOf();
  const run = (sql: string, parameters: readonly SqlValue[]) => execute(database, inode, sql, parameters);
  let journal: Promise<JournalCalls> | null = null;
  const loadJournal = (): Promise<JournalCalls> => {
    const loading = journalIn(run);
    // What cannot be read now may be there when the next one asks.
    loading.catch(() => (journal = null));
    return loading;
  };
  let lastCall: Promise<unknown> = Promise.resolve();
  const answer = async ({ id, call, given }: CallRequest) => {
    try {
      journal ??= loadJournal();
      const method: (...given: readonly never[]) => Promise<unknown> = (await journal)[call];
      port.postMessage({ id, value: await method(...(given as readonly never[])) } satisfies CallResponse);
    } catch (error) {
      port.postMessage(failureOf(id, error));
    }
  };
  port.on('message', (request: SqlRequest | CallRequest | 'close') => {
    if (request === 'close') {
      void lastCall.then(() => {
        database.close();
        port.close();
      });
    } else if ('call' in request) {
      lastCall = answer(request);
    } else {
      const { id, sql, parameters } = request;
      try {
        port.postMessage({ id, ...run(sql, parameters) } satisfies SqlResponse);
      } catch (error) {
        port.postMessage(failureOf(id, error));
      }
    }
  });
  port.postMessage({ id: 0, rows: [], changes: 0, lastInsertRowid: 0 } satisfies SqlResponse);
  // The first deploy does not wait for it, and nor does whoever opens the file.
  if (!readOnly) setTimeout(() => (journal ??= loadJournal()), loadAfterMs).unref();
} catch (error) {
  port.postMessage({ id: 0, error: errorOf(error) } satisfies SqlResponse);
  port.close();
}
