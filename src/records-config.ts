import { dirname, join, resolve } from 'node:path';
import { kindOfPath } from './lib/kind-of-path.ts';
import { fail, succeed } from './lib/result.ts';
import type { Result } from './lib/result.ts';
import { shownDatabaseUrl } from './lib/shown-database-url.ts';

/** Where the records are. */
export interface DatabaseConfig {
  /** `sqlite:` and an absolute path, or `postgres://…`, which may hold a password. */
  readonly url: string;
  /** As it may be shown: the path, or the URL without what is secret. */
  readonly shown: string;
  /** The folder of the default place, to be made where it is missing; null in any other place. */
  readonly ownFolder: string | null;
}

/** Where the records are, where they are shared, and for how long they are kept. */
export interface RecordsConfig {
  readonly database: DatabaseConfig;
  /** `redis://…` or `rediss://…`, which may hold a password; null: none was given. */
  readonly redisUrl: string | null;
  /** How long operations are kept after their end, in days. */
  readonly operationsKeptDays: number;
}

const defaultDatabase = 'sqlite:./data/tenantry.db';
/** A year, and time to look back on it. */
const defaultKeptDays = 400;
/** Idempotency keys are kept for 7 days, and must not outlive what they stand for. */
const fewestKeptDays = 8;
const postgresForm = 'postgres://USER:PASSWORD@HOST:5432/DATABASE';

/** Names of the settings that `readRecordsConfig` reads. */
export const recordsSettings: readonly string[] = ['DATABASE_URL', 'REDIS_URL', 'TENANTRY_OPERATIONS_KEPT_DAYS'];

/** Of `--help`. */
export const recordsHelp = `  DATABASE_URL         where operations are recorded: sqlite:PATH or
                       ${postgresForm} (${defaultDatabase})
  REDIS_URL            where gateways on one PostgreSQL database tell each other what changes, and
                       share budgets:
                       redis://USER:PASSWORD@HOST:6379 (rediss:// for TLS)
  TENANTRY_OPERATIONS_KEPT_DAYS
                       how long operations are kept after their end (${defaultKeptDays})`;

/** Reads and checks the settings of the records; each mistake says what to write instead, and repeats no password. */
export function readRecordsConfig(
  setting: (name: string) => string | undefined,
  cwd: string,
  mistakes: string[],
): RecordsConfig {
  return {
    database: readDatabase(setting('DATABASE_URL'), cwd, mistakes),
    redisUrl: readRedis(setting('REDIS_URL'), mistakes),
    operationsKeptDays: readKeptDays(setting('TENANTRY_OPERATIONS_KEPT_DAYS'), mistakes),
  };
}

/** Where the records are, for what reads them beside the gateway: its setting alone, whatever is wrong with the others. */
export function readDatabaseSetting({
  env,
  cwd,
}: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}): Result<DatabaseConfig, readonly string[]> {
  const mistakes: string[] = [];
  const database = readDatabase(env['DATABASE_URL']?.trim() || undefined, cwd, mistakes);
  return mistakes.length > 0 ? fail(mistakes) : succeed(database);
}

function readDatabase(value: string | undefined, cwd: string, mistakes: string[]): DatabaseConfig {
  const ownPath = resolve(cwd, defaultDatabase.slice('sqlite:'.length));
  const own = { url: `sqlite:${ownPath}`, shown: ownPath, ownFolder: dirname(ownPath) };
  if (value === undefined) return own;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase();
  if (scheme === 'postgres' || scheme === 'postgresql') {
    if (isDatabaseUrl(value)) return { url: value, shown: shownDatabaseUrl(value), ownFolder: null };
    mistakes.push(
      `DATABASE_URL: not the address of a PostgreSQL database. Write: DATABASE_URL=${postgresForm} (in user and password, percent-encode what is neither letter nor digit)`,
    );
    return own;
  }
  if (scheme !== 'sqlite') {
    const what = scheme === undefined ? 'the value names no kind of database' : `${scheme}: is not supported`;
    mistakes.push(
      `DATABASE_URL: ${what}. Write sqlite: and the path of a file: DATABASE_URL=${defaultDatabase}, or ${postgresForm}`,
    );
    return own;
  }
  const path = value.slice('sqlite:'.length);
  if (path === '' || path.startsWith(':') || /^\/\/[^/]/.test(path) || path.includes('?')) {
    mistakes.push(
      `DATABASE_URL: ${JSON.stringify(value)} names no file. Write sqlite: and a path, relative or absolute: DATABASE_URL=${defaultDatabase}`,
    );
    return own;
  }
  const absolute = resolve(cwd, path.replace(/^\/\/\//, '/'));
  if (kindOfPath(absolute) === 'a folder') {
    mistakes.push(
      `DATABASE_URL: ${absolute} is a folder. Write the path of a file: DATABASE_URL=sqlite:${join(absolute, 'tenantry.db')}`,
    );
  }
  return { url: `sqlite:${absolute}`, shown: absolute, ownFolder: null };
}

/** A stray `#`, `/`, `?` or `@` of a password would make a part of it the port or the path, which are shown. */
function isDatabaseUrl(value: string): boolean {
  if (!/^[a-z]+:\/\//i.test(value) || !URL.canParse(value)) return false;
  const { hash, pathname, search } = new URL(value);
  return hash === '' && !pathname.includes('@') && !search.includes('@') && !pathname.slice(1).includes('/');
}

function readKeptDays(value: string | undefined, mistakes: string[]): number {
  if (value === undefined) return defaultKeptDays;
  if (/^\d{1,5}$/.test(value) && Number(value) >= fewestKeptDays) return Number(value);
  mistakes.push(
    `TENANTRY_OPERATIONS_KEPT_DAYS: ${JSON.stringify(value)} is not a number of days. Write a whole number from ${fewestKeptDays} to 99999: TENANTRY_OPERATIONS_KEPT_DAYS=${defaultKeptDays}`,
  );
  return defaultKeptDays;
}

function readRedis(value: string | undefined, mistakes: string[]): string | null {
  if (value === undefined) return null;
  if (!isRedisUrl(value)) {
    mistakes.push(
      'REDIS_URL: not the address of a Redis server. Write: REDIS_URL=redis://USER:PASSWORD@HOST:6379 (rediss:// for TLS; percent-encode what is neither letter nor digit in user and password), or leave it out',
    );
    return null;
  }
  return value;
}

/** Of a password's stray `#`, `/`, `?` or `@` a part would become the host, which is shown. */
function isRedisUrl(value: string): boolean {
  if (!/^rediss?:\/\//i.test(value) || !URL.canParse(value)) return false;
  const { hostname, pathname, search, hash, username, password } = new URL(value);
  if (hostname === '' || search !== '' || hash !== '' || !/^(\/\d*)?$/.test(pathname)) return false;
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
