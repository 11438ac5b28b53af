import type { Kysely } from 'kysely';
import type { SignedOffSessions } from '../domain/sign-on/signed-off-sessions.ts';
import type { Clock } from '../lib/clock.ts';
import type { Tables } from './tables.ts';

/** Clocks of gateways may differ by this, in milliseconds: what is over by one may be good by another. */
const keptLongerMs = 3_600_000;

/** The sessions that were signed off, in SQL. Those that would be over by now go with the next one that comes. */
export function createSignedOffStore(db: Kysely<Tables>, clock: Pick<Clock, 'now'>): SignedOffSessions {
  return {
    async add(id, expiresAt) {
      await db
        .deleteFrom('signed_off_session')
        .where('expires_at', '<', clock.now() - keptLongerMs)
        .execute();
      const added = await db
        .insertInto('signed_off_session')
        .values({ id, expires_at: expiresAt })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .execute();
      return added.length > 0;
    },

    async among(ids) {
      if (ids.length === 0) return [];
      const rows = await db.selectFrom('signed_off_session').select('id').where('id', 'in', ids).execute();
      return rows.map(({ id }) => id);
    },
  };
}
