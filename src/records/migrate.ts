import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Migration } from 'kysely/migration';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import * as operations from './migrations/0001-operations.ts';
import * as clusters from './migrations/0002-clusters.ts';
import * as rolloutLog from './migrations/0003-rollout-log.ts';
import * as audit from './migrations/0005-audit.ts';
import * as freezes from './migrations/0006-freezes.ts';
import * as approvals from './migrations/0008-approvals.ts';
import * as leases from './migrations/0004-leases.ts';
import * as bindings from './migrations/0009-bindings.ts';
import * as apiTokens from './migrations/0010-api-tokens.ts';
import * as auditByHash from './migrations/0011-audit-by-hash.ts';
import * as planKey from './migrations/0012-plan-key.ts';
import * as signedOff from './migrations/0013-signed-off-sessions.ts';
import type { Tables } from './tables.ts';

/** In the order of their names. Only ever added to: one that was released is never changed. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-operations': operations,
  '0002-clusters': clusters,
  '0003-rollout-log': rolloutLog,
  '0004-leases': leases,
  '0005-audit': audit,
  '0006-freezes': freezes,
  '0008-approvals': approvals,
  '0009-bindings': bindings,
  '0010-api-tokens': apiTokens,
  '0011-audit-by-hash': auditByHash,
  '0012-plan-key': planKey,
  '0013-signed-off-sessions': signedOff,
};

/**
 * Brings the records to the newest schema; a database that is there already is left as it is.
 * @throws RecordsUnavailable UNUSABLE where a newer Tenantry wrote it.
 */
export async function migrate(db: Kysely<Tables>, where: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof RecordsUnavailable) throw error;
  const words = error instanceof Error ? error.message : String(error);
  if (words.includes('corrupted migrations')) {
    throw new RecordsUnavailable(
      'UNUSABLE',
      `${where} was written by another version of Tenantry: ${words}. Start that version, or point DATABASE_URL at another database.`,
      error,
    );
  }
  throw new RecordsUnavailable('UNUSABLE', `${where} cannot be brought to this version's schema: ${words}`, error);
}
