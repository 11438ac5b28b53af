import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import type { Dialect, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { Client, Pool, types } from 'pg';
import type { ClientConfig, PoolClient } from 'pg';
import { RecordsUnavailable } from '../../domain/records-unavailable.ts';
import { shownDatabaseUrl } from '../../lib/shown-database-url.ts';
import type { RecordsDatabase } from '../records-database.ts';
import { recordsPlugins } from '../records-plugins.ts';
import type { Tables } from '../tables.ts';
import { postgresError } from './postgres-error.ts';
import type { PostgresStatementError } from './postgres-error.ts';
import { SettlingDriver } from './settling-driver.ts';
import type { TransactionStatus } from './settling-driver.ts';
import { createSilenceBreaker, isSilence } from './silence-breaker.ts';

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
 * the server was away. Whatever `pg` throws comes out as `postgresError` says. While the server is silent, one connection
 * asks, and whoever comes is refused at once.
 */
export function openPostgres(options: PostgresOptions): RecordsDatabase {
  const where = shownDatabaseUrl(options.url);
  const client = {
    connectionString: options.url,
    application_name: 'tenantry',
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    lock_timeout: options.lockTimeoutMs,
    // A gateway that stands still must not hold up the others.
    idle_in_transaction_session_timeout: options.statementTimeoutMs,
    query_timeout: options.statementTimeoutMs + silenceMs,
    keepAlive: true,
    types: { getTypeParser },
  };
  const pool = new Pool({ ...client, max: options.connections });
  // Connections that are made when all of the others may be waiting for what is asked here.
  const askingPool = new Pool({ ...client, max: 1 });
  // An idle connection ended: the pool has dropped it already, and the next statement gets another.
  for (const each of [pool, askingPool]) each.on('error', () => {});
  const breaker = createSilenceBreaker(() => connectOnce(client));
  const fail = (error: unknown): RecordsUnavailable | PostgresStatementError => {
    const mapped = postgresError(error, where);
    if (mapped instanceof RecordsUnavailable && isSilence(error)) breaker.trip(mapped);
    return mapped;
  };
  let closed: Promise<void> | null = null;
  const close = () =>
    (closed ??= withinTime(
      Promise.all([pool.end(), askingPool.end(), breaker.close()]),
      options.connectTimeoutMs + options.statementTimeoutMs + silenceMs,
    ));

  const asPool: PostgresPool = {
    options: {},
    async connect() {
      if (closed !== null) throw new RecordsUnavailable('AWAY', 'The records are closed.');
      breaker.pass();
      try {
        return watched(await pool.connect(), fail);
      } catch (error) {
        throw fail(error);
      }
    },
    end: close,
  };
  return {
    db: new Kysely<Tables>({
      dialect: dialectOver(asPool, (id) => transactionStatus(askingPool, id)),
      plugins: recordsPlugins,
    }),
    close,
  };
}

/** `pg` waits for the server to close a connection, which one that stands still never does. */
async function withinTime(ending: Promise<unknown>, ms: number): Promise<void> {
  const timer = new AbortController();
  await Promise.race([ending, delay(ms, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
}

function dialectOver(pool: PostgresPool, askStatus: TransactionStatus): Dialect {
  const postgres = new PostgresDialect({ pool });
  return {
    createAdapter: () => postgres.createAdapter(),
    createDriver: () => new SettlingDriver(pool, askStatus),
    createIntrospector: (db) => postgres.createIntrospector(db),
    createQueryCompiler: () => postgres.createQueryCompiler(),
  };
}

async function connectOnce(config: ClientConfig): Promise<void> {
  const client = new Client(config);
  client.on('error', () => {});
  await client.connect();
  // It has answered. Waiting for its goodbye, too, would last for ever where it falls silent again.
  client.end().catch(() => {});
}

async function transactionStatus(pool: Pool, id: string): Promise<string | null> {
  const sql = 'select pg_xact_status($1::text::xid8) as status';
  const { rows } = await pool.query<{ readonly status: string | null }>(sql, [id]);
  return rows[0]?.status ?? null;
}

/** A connection that is given up at its first failure: what follows on it would wait for an answer that never comes. */
function watched(client: PoolClient, map: (error: unknown) => Error): PostgresPoolClient {
  let broken: Error | null = null;
  const fail = (error: unknown): Error => {
    const mapped = map(error);
    if (mapped instanceof RecordsUnavailable && mapped.trouble === 'AWAY') broken ??= mapped;
    return mapped;
  };
  // Without a listener, a connection that ends while it is in use would end the process.
  const onError = (error: unknown) => void fail(error);
  client.on('error', onError);

  async function query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (broken !== null) throw broken;
    try {
      return (await client.query(sql, parameters.map(storable))) as unknown as PostgresQueryResult<R>;
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

/** PostgreSQL's text holds no U+0000, which a caller's words may: it stands as U+FFFD there. */
function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\u0000', '\ufffd') : value;
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
