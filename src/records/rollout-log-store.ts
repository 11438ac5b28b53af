import type { Kysely } from 'kysely';
import type { RolloutLog } from '../domain/rollouts/rollout-log.ts';
import type { RolloutPhase } from '../domain/rollouts/rollout.ts';
import { lockName } from './engine-sql.ts';
import type { Tables } from './tables.ts';

/** The log of terminal rollout phases in SQL. */
export function createRolloutLogStore(db: Kysely<Tables>): RolloutLog {
  return {
    append: ({ app, rolloutKey, phase, at, snapshot }) =>
      db.transaction().execute(async (trx) => {
        // One at a time: a reader behind a sequence number must not be overtaken by a lower one that is committed later.
        await lockName(trx, 'rollout log');
        const newest = await trx
          .selectFrom('rollout_log')
          .select(['sequence', 'rollout_key', 'phase'])
          .where('tenant', '=', app.tenant)
          .where('environment', '=', app.environment)
          .where('app', '=', app.name)
          .where('app_kind', '=', app.kind)
          .orderBy('sequence', 'desc')
          .limit(1)
          .executeTakeFirst();
        if (newest?.rollout_key === rolloutKey && newest.phase === phase) return Number(newest.sequence);
        const row = await trx
          .insertInto('rollout_log')
          .values({
            tenant: app.tenant,
            environment: app.environment,
            app: app.name,
            app_kind: app.kind,
            rollout_key: rolloutKey,
            phase,
            at,
            snapshot,
          })
          .returning('sequence')
          .executeTakeFirstOrThrow();
        return Number(row.sequence);
      }),

    async since(app, sequence) {
      const rows = await db
        .selectFrom('rollout_log')
        .selectAll()
        .where('tenant', '=', app.tenant)
        .where('environment', '=', app.environment)
        .where('app', '=', app.name)
        .where('app_kind', '=', app.kind)
        .where('sequence', '>', sequence)
        .orderBy('sequence')
        .execute();
      return rows.map((row) => ({
        app,
        rolloutKey: row.rollout_key,
        phase: row.phase as RolloutPhase,
        at: Number(row.at),
        snapshot: row.snapshot,
        sequence: Number(row.sequence),
      }));
    },

    async latest() {
      const row = await db
        .selectFrom('rollout_log')
        .select('sequence')
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? 0 : Number(row.sequence);
    },

    async prune(at) {
      await db.deleteFrom('rollout_log').where('at', '<', at).execute();
    },
  };
}
