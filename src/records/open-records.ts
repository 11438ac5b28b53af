import { resolve } from 'node:path';
import type { BindingStore } from '../domain/access/binding-store.ts';
import type { AuditLog } from '../domain/audit/audit-log.ts';
import type { ClusterIdentities } from '../domain/clusters/cluster-identities.ts';
import type { FreezeStore } from '../domain/freezes/freeze-store.ts';
import type { Journal } from '../domain/operations/journal.ts';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import type { ExpiredRecords } from '../domain/retention/retention.ts';
import type { RolloutLog } from '../domain/rollouts/rollout-log.ts';
import type { SignedOffSessions } from '../domain/sign-on/signed-off-sessions.ts';
import type { ApiTokenStore } from '../domain/tokens/api-token-store.ts';
import { systemClock } from '../lib/clock.ts';
import type { Clock } from '../lib/clock.ts';
import { shownDatabaseUrl } from '../lib/shown-database-url.ts';
import { createApiTokenStore } from './api-token-store.ts';
import { createAuditStore } from './audit-store.ts';
import { createBindingStore } from './binding-store.ts';
import { createClusterIdentityStore } from './cluster-identity-store.ts';
import { createExpiredRecordsStore } from './expired-records-store.ts';
import { createFreezeStore } from './freeze-store.ts';
import { createJournalStore } from './journal-store.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres/postgres-database.ts';
import { readPlanKey } from './read-plan-key.ts';
import type { RecordsDatabase } from './records-database.ts';
import { createRolloutLogStore } from './rollout-log-store.ts';
import { createSignedOffStore } from './signed-off-store.ts';
import { openSqlite } from './sqlite/sqlite-database.ts';

/** Everything that Tenantry keeps across restarts. */
export interface Records {
  readonly journal: Journal;
  readonly clusterIdentities: ClusterIdentities;
  readonly rolloutLog: RolloutLog;
  readonly freezes: FreezeStore;
  readonly audit: AuditLog;
  readonly apiTokens: ApiTokenStore;
  readonly bindings: BindingStore;
  readonly signedOff: SignedOffSessions;
  readonly expired: ExpiredRecords;
  /** What the digests of plans are made with: the same to all gateways on these records, and to nobody else. */
  planKey(): Promise<string>;
  /** Whether several gateways may use them at once. */
  readonly shared: boolean;
  close(): Promise<void>;
}

export interface RecordsOptions {
  /** Default: the machine's own. */
  readonly clock?: Pick<Clock, 'now'>;
  /** How long a statement waits for another process's lock, in milliseconds. Default 3000. */
  readonly busyTimeoutMs?: number;
  /** How long PostgreSQL may take to connect, or for a statement, in milliseconds. Default 5000. */
  readonly answerTimeoutMs?: number;
}

/**
 * Opens (and creates or migrates) the records at `sqlite:PATH` or `postgres://…`.
 * @throws RecordsUnavailable with words for the operator.
 */
export async function openRecords(url: string, options: RecordsOptions = {}): Promise<Records> {
  const { clock = systemClock } = options;
  const { db, calls, close } = await openDatabase(url, options);
  return {
    journal: { ...createJournalStore(db), ...calls },
    clusterIdentities: createClusterIdentityStore(db),
    rolloutLog: createRolloutLogStore(db),
    freezes: createFreezeStore(db),
    audit: createAuditStore(db),
    apiTokens: createApiTokenStore(db),
    bindings: createBindingStore(db),
    signedOff: createSignedOffStore(db, clock),
    expired: createExpiredRecordsStore(db),
    planKey: () => readPlanKey(db),
    shared: isPostgresUrl(url),
    close,
  };
}

/** The migrated database behind the records; the stores are built on it. */
export async function openDatabase(url: string, options: RecordsOptions = {}): Promise<RecordsDatabase> {
  const { busyTimeoutMs = 3000, answerTimeoutMs = 5000 } = options;
  if (isPostgresUrl(url)) return openMigratedPostgres(url, busyTimeoutMs, answerTimeoutMs);
  const path = pathOf(url);
  const database = await openSqlite({ path, busyTimeoutMs });
  try {
    await migrate(database.db, path);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** The database as it is, to read beside gateways that write it. */
export async function openToRead(url: string): Promise<RecordsDatabase> {
  const [lockTimeoutMs, answerTimeoutMs] = [3000, 60_000];
  if (!isPostgresUrl(url)) return openSqlite({ path: pathOf(url), busyTimeoutMs: lockTimeoutMs, readOnly: true });
  const limits = { connectTimeoutMs: 5000, statementTimeoutMs: answerTimeoutMs, lockTimeoutMs };
  return openPostgres({ url, connections: 1, ...limits });
}

function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:/i.test(url);
}

/** Each replica has its own: a server takes some hundred connections in all. */
const connections = 10;
/** A migration may rewrite a table, or wait until another replica has done it. */
const migrationTimeoutMs = 600_000;

async function openMigratedPostgres(
  url: string,
  lockTimeoutMs: number,
  answerTimeoutMs: number,
): Promise<RecordsDatabase> {
  const limits = { url, connectTimeoutMs: answerTimeoutMs, lockTimeoutMs };
  const migrating = openPostgres({ ...limits, connections: 1, statementTimeoutMs: migrationTimeoutMs });
  try {
    await migrate(migrating.db, shownDatabaseUrl(url));
  } finally {
    await migrating.close();
  }
  return openPostgres({ ...limits, connections, statementTimeoutMs: answerTimeoutMs });
}

function pathOf(url: string): string {
  const path = url.startsWith('sqlite:') ? url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '') : '';
  if (path === '') {
    throw new RecordsUnavailable(
      'UNUSABLE',
      'DATABASE_URL has to be sqlite:PATH, such as sqlite:./tenantry.db, or postgres://USER:PASSWORD@HOST/DATABASE.',
    );
  }
  return resolve(path);
}
