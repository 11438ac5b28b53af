import { Worker } from 'node:worker_threads';
import { RecordsUnavailable } from '../../domain/records-unavailable.ts';
import { sqliteError } from './sqlite-error.ts';
import type {
  CallFailure,
  CallRequest,
  CallResponse,
  JournalCalls,
  SqliteWorkerData,
  SqlRequest,
  SqlResponse,
  SqlValue,
} from './worker-protocol.ts';

export interface SqlAnswer {
  readonly rows: readonly Readonly<Record<string, SqlValue>>[];
  readonly changes: number;
  readonly lastInsertRowid: number;
}

/** The embedded file, in a thread of its own. Statements run in the order in which they are given. */
export interface SqliteThread {
  run(sql: string, parameters: readonly SqlValue[]): Promise<SqlAnswer>;
  /** Does as a whole what takes several statements; to be called while no transaction is open. */
  call<C extends keyof JournalCalls>(call: C, given: Parameters<JournalCalls[C]>): ReturnType<JournalCalls[C]>;
  /** Lets what was given finish, then closes the file. */
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (answer: unknown) => void;
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
  worker.on('message', (response: SqlResponse | CallResponse | CallFailure) => {
    const waiting = pending.get(response.id);
    pending.delete(response.id);
    if (pending.size === 0) worker.unref();
    if ('error' in response) waiting?.reject(sqliteError(response.error, data.path));
    else if ('failure' in response) waiting?.reject(errorOf(response.failure));
    else waiting?.resolve('value' in response ? response.value : response);
  });
  worker.on('error', (error) =>
    end(new RecordsUnavailable('AWAY', 'The thread of the records ended; restart.', error)),
  );
  worker.on('exit', () => {
    exited = true;
    end(new RecordsUnavailable('AWAY', 'The records are closed.'));
  });

  const wait = (id: number) => new Promise<unknown>((resolve, reject) => pending.set(id, { resolve, reject }));
  const ask = async (request: Omit<SqlRequest, 'id'> | Omit<CallRequest, 'id'>): Promise<unknown> => {
    if (gone !== null) throw gone;
    lastId += 1;
    // It throws for what cannot be sent, of which there is no answer to wait for.
    worker.postMessage({ ...request, id: lastId }, []);
    // A process with nothing else to do ends; one that waits for its records does not.
    worker.ref();
    return wait(lastId);
  };
  await wait(0);
  return {
    run: async (sql, parameters) => (await ask({ sql, parameters })) as SqlAnswer,
    call: (call, given) => ask({ call, given }) as ReturnType<JournalCalls[typeof call]>,
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

function errorOf({ trouble, message }: CallFailure['failure']): Error {
  return trouble === null ? new Error(message) : new RecordsUnavailable(trouble, message);
}
