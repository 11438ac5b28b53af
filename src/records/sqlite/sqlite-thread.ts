import { Worker } from 'node:worker_threads';
import { RecordsUnavailable } from '../../domain/records-unavailable.ts';
import { sqliteError } from './sqlite-error.ts';
import type { SqliteWorkerData, SqlRequest, SqlResponse, SqlValue } from './worker-protocol.ts';

export interface SqlAnswer {
  readonly rows: readonly Readonly<Record<string, SqlValue>>[];
  readonly changes: number;
  readonly lastInsertRowid: number;
}

/** The embedded file, in a thread of its own. Statements run in the order in which they are given. */
export interface SqliteThread {
  run(sql: string, parameters: readonly SqlValue[]): Promise<SqlAnswer>;
  /** Lets what was given finish, then closes the file. */
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (answer: SqlAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** @throws RecordsUnavailable where the file cannot be opened. */
export async function startSqliteThread(data: SqliteWorkerData): Promise<SqliteThread> {
  const worker = new Worker(new URL('sqlite-worker.ts', import.meta.url), { workerData: data });
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let gone: Error | null = null;
  let exited = false;

  const end = (error: Error) => {
    gone ??= error;
    for (const { reject } of pending.values()) reject(gone);
    pending.clear();
  };
  worker.on('message', (response: SqlResponse) => {
    const waiting = pending.get(response.id);
    pending.delete(response.id);
    if (pending.size === 0) worker.unref();
    if ('error' in response) waiting?.reject(sqliteError(response.error, data.path));
    else waiting?.resolve(response);
  });
  worker.on('error', (error) =>
    end(new RecordsUnavailable('AWAY', 'The thread of the records ended; restart.', error)),
  );
  worker.on('exit', () => {
    exited = true;
    end(new RecordsUnavailable('AWAY', 'The records are closed.'));
  });

  const wait = (id: number) => new Promise<SqlAnswer>((resolve, reject) => pending.set(id, { resolve, reject }));
  await wait(0);
  return {
    async run(sql, parameters) {
      if (gone !== null) throw gone;
      lastId += 1;
      // A process with nothing else to do ends; one that waits for its records does not.
      worker.ref();
      const answer = wait(lastId);
      worker.postMessage({ id: lastId, sql, parameters } satisfies SqlRequest, []);
      return answer;
    },
    async close() {
      if (exited) return;
      gone = new RecordsUnavailable('AWAY', 'The records are closed.');
      worker.ref();
      const done = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      worker.postMessage('close', []);
      await done;
    },
  };
}
