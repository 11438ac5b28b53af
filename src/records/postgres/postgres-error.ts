import { DatabaseError } from 'pg';
import { RecordsUnavailable } from '../../domain/records-unavailable.ts';
import type { RecordsTrouble } from '../../domain/records-unavailable.ts';

/** A statement that PostgreSQL refused for what it says: a mistake of ours, or a constraint that holds. */
export class PostgresStatementError extends Error {
  /** SQLSTATE; class 23 is a constraint. */
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'PostgresStatementError';
    this.code = code;
  }
}

type Words = readonly [RecordsTrouble, string];

/** What a person can do, by SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), else by its class. */
const words: Readonly<Record<string, Words>> = {
  '08': ['AWAY', 'ended the connection. Make sure that it runs and can be reached.'],
  '25006': ['AWAY', 'takes no writes: it is a standby, or set to read only. Let DATABASE_URL name the primary.'],
  '25P03': ['AWAY', 'ended a transaction that stood still. Try again.'],
  '28': ['UNUSABLE', "refuses the login. Check user and password in DATABASE_URL, and the server's pg_hba.conf."],
  '3D000': ['UNUSABLE', 'has no such database. Create it (createdb), or change DATABASE_URL.'],
  '3F000': ['UNUSABLE', 'has no schema to create tables in. Check the search_path of the user of DATABASE_URL.'],
  '40': ['LOCKED', 'gave way to another transaction. Try again.'],
  '42501': ['UNUSABLE', 'denies this user a right. Make the user of DATABASE_URL the owner of the database.'],
  '53': ['AWAY', "has too few resources left. The server's log says which."],
  '53100': ['FULL', 'has a full disk. Free some space.'],
  '53300': ['AWAY', 'has no connection left. Raise its max_connections, or end some.'],
  '55': ['LOCKED', 'holds a lock for somebody else. Try again when they are done.'],
  '57': ['AWAY', 'is shutting down, starting, or ended the connection. Try again when it runs.'],
  '57014': ['LOCKED', 'took too long. Try again; if it stays so, look for what else it is doing.'],
  '58': ['AWAY', "has trouble with its files or its system. The server's log says more."],
  XX001: ['UNUSABLE', 'has damaged data. Restore it from a backup.'],
  XX002: ['UNUSABLE', 'has a damaged index. Reindex it, or restore it from a backup.'],
};

/**
 * Maps what `pg` throws. Only codes and the server's own words are passed on: its details quote values, and `pg`'s objects
 * hold the password.
 * @param where the database, as it may be shown
 */
export function postgresError(error: unknown, where: string): RecordsUnavailable | PostgresStatementError {
  if (error instanceof RecordsUnavailable || error instanceof PostgresStatementError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DatabaseError && error.code !== undefined) {
    const known = words[error.code] ?? words[error.code.slice(0, 2)];
    if (known === undefined) return new PostgresStatementError(error.code, message);
    return new RecordsUnavailable(known[0], `The database ${where} ${known[1]} It says: ${message}`);
  }
  // A refused connection of a name with several addresses has its words inside.
  const reasons = error instanceof AggregateError ? error.errors.map(String).join('; ') : message;
  return new RecordsUnavailable(
    'AWAY',
    `The database ${where} cannot be reached (${reasons}). Make sure that it runs, and that DATABASE_URL is right.`,
  );
}
