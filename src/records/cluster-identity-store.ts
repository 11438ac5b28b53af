import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { ClusterIdentities } from '../domain/clusters/cluster-identities.ts';
import { lockName } from './engine-sql.ts';
import type { Tables } from './tables.ts';

/** Cluster identities in SQL. */
export function createClusterIdentityStore(db: Kysely<Tables>, mint: () => string = randomUUID): ClusterIdentities {
  // A uid keeps its id for good, so that a cluster which comes back while the records are away is known.
  const idsByUid = new Map<string, string>();
  /** One at a time: two gateways that meet a cluster at once must give it one id. */
  const alone = <T>(run: (trx: Transaction<Tables>) => Promise<T>): Promise<T> =>
    db.transaction().execute(async (trx) => {
      await lockName(trx, 'cluster identities');
      return run(trx);
    });
  const setName = async (trx: Transaction<Tables>, name: string, clusterId: string) => {
    await trx.deleteFrom('cluster_name').where('cluster_id', '=', clusterId).where('name', '!=', name).execute();
    await trx
      .insertInto('cluster_name')
      .values({ name, cluster_id: clusterId })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ cluster_id: clusterId }))
      .execute();
  };
  const uidOf = async (trx: Transaction<Tables>, id: string) =>
    trx.selectFrom('cluster_identity').select('uid').where('id', '=', id).executeTakeFirst();

  const bind = async (trx: Transaction<Tables>, id: string, name: string, uid: string) => {
    const owner = await trx.selectFrom('cluster_identity').select('id').where('uid', '=', uid).executeTakeFirst();
    if (owner !== undefined) {
      await setName(trx, name, owner.id);
      return { id: owner.id };
    }
    const given = await uidOf(trx, id);
    if (given !== undefined && given.uid === null) {
      await trx.updateTable('cluster_identity').set({ uid }).where('id', '=', id).execute();
      await setName(trx, name, id);
      return { id };
    }
    const fresh = given === undefined ? id : mint();
    await trx.insertInto('cluster_identity').values({ id: fresh, uid }).execute();
    await setName(trx, name, fresh);
    return { id: fresh };
  };

  return {
    idForName: (name) =>
      alone(async (trx) => {
        const known = await trx
          .selectFrom('cluster_name')
          .select('cluster_id')
          .where('name', '=', name)
          .executeTakeFirst();
        if (known !== undefined) return known.cluster_id;
        const id = mint();
        await trx.insertInto('cluster_identity').values({ id, uid: null }).execute();
        await setName(trx, name, id);
        return id;
      }),

    async idOfUid(uid) {
      const remembered = idsByUid.get(uid);
      if (remembered !== undefined) return remembered;
      const known = await db.selectFrom('cluster_identity').select('id').where('uid', '=', uid).executeTakeFirst();
      if (known !== undefined) idsByUid.set(uid, known.id);
      return known?.id;
    },

    async bind(id, name, uid) {
      const bound = await alone((trx) => bind(trx, id, name, uid));
      idsByUid.set(uid, bound.id);
      return bound;
    },
  };
}
