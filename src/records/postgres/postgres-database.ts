import { Kysely, PostgresDialect } from 'kysely';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { Pool, types } from 'pg';
import type { PoolClient } from 'pg';
import { RecordsUnavailable } from '../../domain/records-unavailable.ts';
import { shownDatabaseUrl } from '../../lib/shown-database-url.ts';
import type { RecordsDatabase } from '../records-database.ts';
import { recordsPlugins } from '../records-plugins.ts';
import type { Tables } from '../tables.ts';
import { postgresError } from './postgres-error.ts';

export interface PostgresOptions {
  readonly url: string;
  /** At most. */
  readonly connections: number;
  /** How long connecting may take, or waiting for another user's connection, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** How long a statement may take, in milliseconds. */
  readonly statementTimeoutMs: number;
  /** How long a statement waits for a lock, in milliseconds. */
  readonly lockTimeoutMs: number;
}

/** The server ends a statement that takes too long, and says so; this much later, in milliseconds, nothing is expected of it. */
const silenceMs = 1000;

/**
 * A bounded pool of connections to the PostgreSQL database at the URL. It connects when something is asked, and again after
 * the server was away. Whatever `pg` throws comes out as `postgresError` says.
 */
export function openPostgres(options: PostgresOptions): RecordsDatabase {
  const where = shownDatabaseUrl(options.url);
  const pool = new Pool({
    connectionString: options.url,
    application_name: 'tenantry',
    max: options.connections,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    lock_timeout: options.lockTimeoutMs,
    // A gateway that stands still must not hold up the others.
    idle_in_transaction_session_timeout: options.statementTimeoutMs,
    query_timeout: options.statementTimeoutMs + silenceMs,
    keepAlive: true,
    types: { getTypeParser },
  });
  // An idle connection ended: the pool has dropped it already, and the next statement gets another.
  pool.on('error', () => {});
  let closed: Promise<void> | null = null;
  const close = () => (closed ??= pool.end());

  const asPool: PostgresPool = {
    options: {},
    async connect() {
      if (closed !== null) throw new RecordsUnavailable('AWAY', 'The records are closed.');
      try {
        return watched(await pool.connect(), where);
      } catch (error) {
        throw postgresError(error, where);
      }
    },
    end: close,
  };
  return {
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: asPool }), plugins: recordsPlugins }),
    close,
  };
}

/** A connection that is given up at its first failure: what follows on it would wait for an answer that never comes. */
function watched(client: PoolClient, where: string): PostgresPoolClient {
  let broken: Error | null = null;
  const fail = (error: unknown): Error => {
    const mapped = postgresError(error, where);
    if (mapped instanceof RecordsUnavailable && mapped.trouble === 'AWAY') broken ??= mapped;
    return mapped;
  };
  // Without a listener, a connection that ends while it is in use would end the process.
  const onError = (error: unknown) => void fail(error);
  client.on('error', onError);

  async function query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (broken !== null) throw broken;
    try {
      return (await client.query(sql, [...parameters])) as unknown as PostgresQueryResult<R>;
    } catch (error) {
      throw error instanceof NumberTooLarge ? error : fail(error);
    }
  }
  return {
    query: query as PostgresPoolClient['query'],
    release(destroy) {
      client.release(destroy === true || broken !== null);
      client.off('error', onError);
    },
  };
}

/** 64-bit integers are numbers, as in SQLite: times in milliseconds, counts and sequences all stay below 2^53. */
const getTypeParser: typeof types.getTypeParser = (oid, format) =>
  oid === types.builtins.INT8 && format !== 'binary' ? wholeNumber : types.getTypeParser(oid, format);

class NumberTooLarge extends Error {}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new NumberTooLarge(`${text} is beyond what a number holds`);
  return value;
}
