import { DatabaseSync } from 'node:sqlite';
import type { SqliteWorkerData } from './worker-protocol.ts';

/** SQLITE_BUSY; https://sqlite.org/rescode.html */
const busy = 5;
const nextTryMs = 5;
const never = new Int32Array(new SharedArrayBuffer(4));

/** Opens the records' file, in a thread that may be stopped for `busyTimeoutMs`. @throws what SQLite says */
export function openFile({ path, busyTimeoutMs, readOnly = false }: SqliteWorkerData): DatabaseSync {
  const opened = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true, readOnly });
  if (readOnly) return opened;
  keepWriteAheadLog(opened, busyTimeoutMs);
  // A commit is on disk when it is answered: a journal that loses its last entry to a power cut would act twice.
  opened.exec('pragma synchronous = full; pragma secure_delete = on;');
  return opened;
}

/** Of two that make a new file one with a log at the same moment, SQLite refuses one without waiting, as each could wait for the other. */
function keepWriteAheadLog(opened: DatabaseSync, timeoutMs: number): void {
  const until = performance.now() + timeoutMs;
  for (;;) {
    try {
      opened.exec('pragma journal_mode = wal');
      return;
    } catch (error) {
      const isBusy =
        error instanceof Error &&
        'errcode' in error &&
        typeof error.errcode === 'number' &&
        (error.errcode & 0xff) === busy;
      if (!isBusy || performance.now() >= until) {
        opened.close();
        throw error;
      }
      Atomics.wait(never, 0, 0, nextTryMs);
    }
  }
}
