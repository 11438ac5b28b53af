/** What SQLite takes and gives; JSON goes in as text. */
export type SqlValue = null | number | bigint | string | Uint8Array;

export interface SqlRequest {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
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
