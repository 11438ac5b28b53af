import { RecordsUnavailable } from '../../domain/records-unavailable.ts';
import type { SqlError } from './worker-protocol.ts';

/** A statement that SQLite refused for what it says: a mistake of ours, or a constraint that holds. */
export class SqliteStatementError extends Error {
  /** SQLite's primary result code; 19 is a constraint. */
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.name = 'SqliteStatementError';
    this.code = code;
  }
}

/** Maps SQLite's result codes (https://sqlite.org/rescode.html) to what a person can do about them. */
export function sqliteError(error: SqlError, path: string): RecordsUnavailable | SqliteStatementError {
  switch (error.code) {
    case -1:
      return new RecordsUnavailable(
        'AWAY',
        `The records file ${path} was moved, replaced or deleted. Put it back, or restart.`,
      );
    case 5:
    case 6:
      return new RecordsUnavailable(
        'LOCKED',
        `The records file ${path} is locked by another process. End that process, or try again when it is done.`,
      );
    case 8:
    case 3:
      return new RecordsUnavailable(
        'AWAY',
        `The records file ${path} cannot be written. Give this user the right to write it and its folder.`,
      );
    case 10:
      return new RecordsUnavailable(
        'AWAY',
        `The disk of the records file ${path} answers with errors (${error.message}).`,
      );
    case 11:
    case 26:
      return new RecordsUnavailable(
        'UNUSABLE',
        `${path} is no SQLite database, or it is damaged. Restore it from a backup, or point DATABASE_URL at another file.`,
      );
    case 13:
      return new RecordsUnavailable('FULL', `The disk of the records file ${path} is full. Free some space.`);
    case 14:
      return new RecordsUnavailable(
        'AWAY',
        `The records file ${path} cannot be opened. Make sure that its folder exists and that this user may write there.`,
      );
    default:
      return new SqliteStatementError(error.code, error.message);
  }
}
