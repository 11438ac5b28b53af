import type { Transaction } from 'kysely';
import type { AppKey } from '../domain/fleet/keys.ts';
import { lockName } from './engine-sql.ts';
import type { Tables } from './tables.ts';

/** Until the end of the transaction, no other one lets an operation on the app into the queue. */
export async function lockApp(trx: Transaction<Tables>, { tenant, environment, name, kind }: AppKey): Promise<void> {
  await lockName(trx, `operations of ${JSON.stringify([tenant, environment, name, kind])}`);
}
