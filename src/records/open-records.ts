import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely } from 'kysely';
import type { ClusterIdentities } from '../domain/clusters/cluster-identities.ts';
import type { FreezeStore } from '../domain/freezes/freeze-store.ts';
import type { Journal } from '../domain/operations/journal.ts';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import type { RolloutLog } from '../domain/rollouts/rollout-log.ts';
import { createClusterIdentityStore } from './cluster-identity-store.ts';
import { createFreezeStore } from './freeze-store.ts';
import { createJournalStore } from './journal-store.ts';
import { migrate } from './migrate.ts';
import { createRolloutLogStore } from './rollout-log-store.ts';
import { startSqliteThread } from './sqlite/sqlite-thread.ts';
import { sqliteThreadDialect } from './sqlite/sqlite-thread-dialect.ts';
import type { Tables } from './tables.ts';

/** Everything that Tenantry keeps across restarts. */
export interface Records {
  readonly journal: Journal;
  readonly clusterIdentities: ClusterIdentities;
  readonly rolloutLog: RolloutLog;
  readonly freezes: FreezeStore;
  close(): Promise<void>;
}

export interface RecordsOptions {
  /** How long a statement waits for another process's lock, in milliseconds. Default 3000. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens (and creates or migrates) the records at `sqlite:PATH`.
 * @throws RecordsUnavailable with words for the operator.
 */
export async function openRecords(url: string, options: RecordsOptions = {}): Promise<Records> {
  const { db, close } = await openDatabase(url, options);
  return {
    journal: createJournalStore(db),
    clusterIdentities: createClusterIdentityStore(db),
    rolloutLog: createRolloutLogStore(db),
    freezes: createFreezeStore(db),
    close,
  };
}

export interface RecordsDatabase {
  readonly db: Kysely<Tables>;
  /** What is asked afterwards rejects with RecordsUnavailable AWAY. */
  close(): Promise<void>;
}

/** The migrated database behind the records; the stores are built on it. */
export async function openDatabase(
  url: string,
  { busyTimeoutMs = 3000 }: RecordsOptions = {},
): Promise<RecordsDatabase> {
  const path = pathOf(url);
  createPrivately(path);
  const thread = await startSqliteThread({ path, busyTimeoutMs });
  const db = new Kysely<Tables>({ dialect: sqliteThreadDialect(thread) });
  try {
    await migrate(db, path);
  } catch (error) {
    await thread.close();
    throw error;
  }
  return { db, close: () => thread.close() };
}

function pathOf(url: string): string {
  const path = url.startsWith('sqlite:') ? url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '') : '';
  if (path === '') {
    throw new RecordsUnavailable('UNUSABLE', 'DATABASE_URL has to be sqlite:PATH, such as sqlite:./tenantry.db.');
  }
  return resolve(path);
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
