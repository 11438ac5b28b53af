import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import { RecordsUnavailable } from '../../domain/records-unavailable.ts';
import type { RecordsDatabase } from '../records-database.ts';
import { recordsPlugins } from '../records-plugins.ts';
import type { Tables } from '../tables.ts';
import { startSqliteThread } from './sqlite-thread.ts';
import { sqliteThreadDialect } from './sqlite-thread-dialect.ts';
import type { JournalCalls, SqliteWorkerData } from './worker-protocol.ts';

/** Opens the embedded file, and makes it where it is missing, unless it is only to be read. @throws RecordsUnavailable with words for the operator */
export async function openSqlite(
  options: SqliteWorkerData,
): Promise<RecordsDatabase & { readonly calls: JournalCalls }> {
  if (options.readOnly === true) expectFile(options.path);
  else createPrivately(options.path);
  const thread = await startSqliteThread(options);
  const db = new Kysely<Tables>({ dialect: sqliteThreadDialect(thread), plugins: recordsPlugins });
  // Whoever has the connection is alone: nothing gets into another's transaction.
  const alone = <T>(run: () => Promise<T>): Promise<T> => db.connection().execute(run);
  return {
    db,
    calls: {
      // Whoever asks may have more of an app than its key.
      view: ({ tenant, environment, name, kind }, freezesFrom) =>
        alone(() => thread.call('view', [{ tenant, environment, name, kind }, freezesFrom])),
      begin: (...given) => alone(() => thread.call('begin', given)),
      save: (...given) => alone(() => thread.call('save', given)),
      hold: (...given) => alone(() => thread.call('hold', given)),
    },
    close: () => thread.close(),
  };
}

function expectFile(path: string): void {
  if (existsSync(path)) return;
  throw new RecordsUnavailable('AWAY', `The records file ${path} does not exist. Let DATABASE_URL name the gateway's.`);
}

/** The journal holds values that callers set, for as long as their operation runs: only this user may read it. */
function createPrivately(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) {
    throw new RecordsUnavailable(
      'AWAY',
      `The folder ${folder} of the records file does not exist. Create it, or change DATABASE_URL.`,
    );
  }
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      throw new RecordsUnavailable('UNUSABLE', `${path} is a folder. Let DATABASE_URL name a file in it.`);
    }
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    if (error instanceof RecordsUnavailable) throw error;
    throw new RecordsUnavailable(
      'AWAY',
      `The records file ${path} cannot be written. Give this user the right to write it and its folder.`,
      error,
    );
  }
}
