import type { Kysely } from 'kysely';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import type { Tables } from './tables.ts';

/** What the digests of plans are made with. @throws RecordsUnavailable where it is gone, or cannot be read now. */
export async function readPlanKey(db: Kysely<Tables>): Promise<string> {
  const row = await db.selectFrom('plan_key').select('key').executeTakeFirst();
  if (row !== undefined) return row.key;
  throw new RecordsUnavailable(
    'UNUSABLE',
    'The records have no key for the digests of plans: the table plan_key is empty. Restore the records from a backup.',
  );
}
