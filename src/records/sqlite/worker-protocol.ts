import type { RecordsTrouble } from '../../domain/records-unavailable.ts';
import type { Journal } from '../../domain/operations/journal.ts';

/** What SQLite takes and gives; JSON goes in as text. */
export type SqlValue = null | number | bigint | string | Uint8Array;

export interface SqlRequest {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/**
 * What a deploy waits for: done in the thread as a whole, with its statements, since each message wakes a thread, which on a busy machine
 * takes longer than a statement.
 */
export type JournalCalls = Pick<Journal, 'view' | 'begin' | 'save' | 'hold'>;

export interface CallRequest {
  readonly id: number;
  readonly call: keyof JournalCalls;
  readonly given: readonly unknown[];
}

export interface CallResponse {
  readonly id: number;
  readonly value: unknown;
}

/** An error that is not SQLite's: of RecordsUnavailable with its trouble. */
export interface CallFailure {
  readonly id: number;
  readonly failure: { readonly trouble: RecordsTrouble | null; readonly message: string };
}

export type SqlResponse =
  | {
      readonly id: number;
      readonly rows: readonly Readonly<Record<string, SqlValue>>[];
      readonly changes: number;
      readonly lastInsertRowid: number;
    }
  | { readonly id: number; readonly error: SqlError };

/** `code` is SQLite's primary result code (https://sqlite.org/rescode.html), or -1 where the file is no longer where it was. */
export interface SqlError {
  readonly code: number;
  readonly message: string;
}

export interface SqliteWorkerData {
  readonly path: string;
  readonly busyTimeoutMs: number;
  /** Beside whoever writes it. */
  readonly readOnly?: boolean;
}
