import { isDeepStrictEqual } from 'node:util';
import type { Kysely, SelectQueryBuilder, Transaction } from 'kysely';
import { firstFence } from '../domain/operations/journal.ts';
import type { Begun, Journal, JournaledOperation, JournalQuery, NewOperation } from '../domain/operations/journal.ts';
import { openStates, terminalStates } from '../domain/operations/operation.ts';
import type { OperationFilter } from '../domain/operations/operations.ts';
import { appendAudit } from './audit-store.ts';
import { insertKey, selectKey } from './idempotency-keys.ts';
import { lockName } from './engine-sql.ts';
import { createLeaseStore, leaseEnd } from './lease-store.ts';
import { readJournaled, viewOfApp, withSteps } from './read-operations.ts';
import { operationRow, stepRows, toOperation } from './operation-rows.ts';
import type { Tables } from './tables.ts';

/** The journal in SQL. */
export function createJournalStore(db: Kysely<Tables>): Journal {
  return {
    view: (app) => viewOfApp(db, app),
    begin: (operation) => db.transaction().execute((trx) => begin(trx, operation)),

    save: (entry, fence, audit) =>
      db.transaction().execute(async (trx) => {
        const saved = await update(trx, entry, fence);
        if (saved && audit !== undefined) await appendAudit(trx, audit);
        return saved;
      }),

    findKey: (caller, key) => selectKey(db, caller, key),
    saveKey: (record) => db.transaction().execute((trx) => insertKey(trx, record)),

    async get(id) {
      const row = await db.selectFrom('operation').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : ((await withSteps(db, [row], toOperation))[0] ?? null);
    },

    async page(query) {
      const rows = await pageQuery(db, query).execute();
      const more = rows.length > query.limit;
      const chosen = rows.slice(0, query.limit);
      if (query.from === 'END') chosen.reverse();
      return { operations: await withSteps(db, chosen, toOperation), more };
    },

    async count(filter) {
      const row = await filtered(db.selectFrom('operation'), filter)
        .select((expression) => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },

    async ofTemplate(app, templateDigest, clusterId) {
      let query = db
        .selectFrom('operation')
        .innerJoin('operation_step', 'operation_step.operation_id', 'operation.id')
        .selectAll('operation')
        .where('operation_step.template_digest', '=', templateDigest)
        .where('tenant', '=', app.tenant)
        .where('environment', '=', app.environment)
        .where('app', '=', app.name)
        .where('app_kind', '=', app.kind);
      if (clusterId !== undefined) query = query.where('operation_step.cluster_id', '=', clusterId);
      const row = await query
        .orderBy('operation.created_at', 'desc')
        .orderBy('operation.id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : ((await withSteps(db, [row], toOperation))[0] ?? null);
    },

    ...createLeaseStore(db),

    async versions() {
      const rows = await db
        .selectFrom('operation')
        .select(['id', 'version'])
        // By its index: asked every second, of all the operations that are kept.
        .where('state', 'in', openStates)
        .execute();
      return new Map(rows.map(({ id, version }) => [id, Number(version)]));
    },
    read: (ids) => readJournaled(db, ids),
  };
}

async function begin(trx: Transaction<Tables>, operation: NewOperation): Promise<Begun> {
  const { entry, holder, inViewOf, key, superseded, followUpOf, audit } = operation;
  const { target } = entry.operation;
  await lockName(trx, `operations of ${JSON.stringify([target.tenant, target.environment, target.name, target.kind])}`);
  if (key !== null) {
    const earlier = await selectKey(trx, key.caller, key.key);
    if (earlier !== null) return { type: 'REPEATED', earlier };
  }
  if (followUpOf !== null) {
    const owing = await trx
      .selectFrom('operation')
      .select('follow_up_json')
      .where('id', '=', followUpOf)
      .executeTakeFirst();
    if (owing === undefined || owing.follow_up_json === null) return { type: 'PAID' };
  }
  // One that is terminal as it is waits for nothing, and nothing waits for it.
  const isDone = terminalStates.includes(entry.operation.state);
  if (!isDone && !isDeepStrictEqual(inViewOf, await viewOfApp(trx, target))) return { type: 'OUTRUN' };
  if (!(await keepUnfinished(trx, superseded))) return { type: 'OUTRUN' };
  if (key !== null) {
    // The same key may be used for another app at this moment.
    const earlier = await insertKey(trx, key);
    if (earlier !== null) return { type: 'REPEATED', earlier };
  }
  if (followUpOf !== null) {
    await trx.updateTable('operation').set({ follow_up_json: null }).where('id', '=', followUpOf).execute();
  }
  await trx
    .insertInto('operation')
    .values({ ...operationRow(entry), holder, fence: firstFence, lease_until: leaseEnd(trx), version: 1 })
    .execute();
  const steps = stepRows(entry);
  if (steps.length > 0) await trx.insertInto('operation_step').values(steps).execute();
  for (const ended of superseded) await update(trx, ended, null);
  if (audit !== undefined) await appendAudit(trx, audit);
  return { type: 'BEGUN' };
}

/** Whether none of them has ended; until the end of the transaction nobody else ends one, who need not ask for the app's lock. */
async function keepUnfinished(trx: Transaction<Tables>, entries: readonly JournaledOperation[]): Promise<boolean> {
  if (entries.length === 0) return true;
  const ids = entries.map(({ operation }) => operation.id);
  const kept = await trx
    .updateTable('operation')
    // Changes nothing, and locks the rows on either engine.
    .set((expression) => ({ version: expression.ref('version') }))
    .where('id', 'in', ids)
    .where('state', 'not in', terminalStates)
    .executeTakeFirst();
  return kept.numUpdatedRows === BigInt(ids.length);
}

/** `fence` null: whoever works on it. */
async function update(trx: Transaction<Tables>, entry: JournaledOperation, fence: number | null): Promise<boolean> {
  const { id, created_at: _createdAt, ...columns } = operationRow(entry);
  let query = trx
    .updateTable('operation')
    .set(columns)
    .set((expression) => ({ version: expression('version', '+', 1) }))
    .where('id', '=', id)
    .where('state', 'not in', terminalStates);
  if (fence !== null) query = query.where('fence', '=', fence);
  const result = await query.executeTakeFirst();
  if (result.numUpdatedRows === 0n) return false;
  for (const { operation_id: operationId, position, ...step } of stepRows(entry)) {
    await trx
      .updateTable('operation_step')
      .set(step)
      .where('operation_id', '=', operationId)
      .where('position', '=', position)
      .execute();
  }
  return true;
}

function pageQuery(db: Kysely<Tables>, { filter, after, before, limit, from }: JournalQuery) {
  let query = filtered(db.selectFrom('operation'), filter).selectAll();
  if (after !== undefined) {
    query = query.where((expression) =>
      expression.or([
        expression('created_at', '<', after.createdAt),
        expression.and([expression('created_at', '=', after.createdAt), expression('id', '<', after.id)]),
      ]),
    );
  }
  if (before !== undefined) {
    query = query.where((expression) =>
      expression.or([
        expression('created_at', '>', before.createdAt),
        expression.and([expression('created_at', '=', before.createdAt), expression('id', '>', before.id)]),
      ]),
    );
  }
  const direction = from === 'START' ? 'desc' : 'asc';
  return query
    .orderBy('created_at', direction)
    .orderBy('id', direction)
    .limit(limit + 1);
}

function filtered<O>(
  query: SelectQueryBuilder<Tables, 'operation', O>,
  filter: OperationFilter,
): SelectQueryBuilder<Tables, 'operation', O> {
  let result = query;
  if (filter.kinds !== undefined) result = result.where('kind', 'in', filter.kinds);
  if (filter.states !== undefined) result = result.where('state', 'in', filter.states);
  if (filter.tenants !== undefined) result = result.where('tenant', 'in', filter.tenants);
  if (filter.actors !== undefined) result = result.where('actor_name', 'in', filter.actors);
  if (filter.since !== undefined) result = result.where('created_at', '>=', filter.since);
  if (filter.until !== undefined) result = result.where('created_at', '<=', filter.until);
  const { apps } = filter;
  if (apps !== undefined) {
    result = result.where((expression) =>
      expression.or(
        apps.map((app) =>
          expression.and([
            expression('tenant', '=', app.tenant),
            expression('environment', '=', app.environment),
            expression('app', '=', app.name),
            expression('app_kind', '=', app.kind),
          ]),
        ),
      ),
    );
  }
  return result;
}
