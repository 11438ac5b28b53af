import type { Kysely, SelectQueryBuilder, Transaction } from 'kysely';
import type { IdempotencyRecord, Journal, JournaledOperation, JournalQuery } from '../domain/operations/journal.ts';
import { terminalStates } from '../domain/operations/operation.ts';
import type { Operation } from '../domain/operations/operation.ts';
import type { OperationFilter } from '../domain/operations/operations.ts';
import { operationRow, stepRows, toJournaled, toOperation } from './operation-rows.ts';
import type { OperationRow, OperationStepRow, Tables } from './tables.ts';

/** The journal in SQL. */
export function createJournalStore(db: Kysely<Tables>): Journal {
  return {
    begin: ({ entry, key, superseded, followUpOf }) =>
      db.transaction().execute(async (trx) => {
        if (key !== null) {
          const earlier = await insertKey(trx, key);
          if (earlier !== null) return earlier;
        }
        await trx.insertInto('operation').values(operationRow(entry)).execute();
        const steps = stepRows(entry);
        if (steps.length > 0) await trx.insertInto('operation_step').values(steps).execute();
        for (const ended of superseded) await update(trx, ended);
        if (followUpOf !== null) {
          await trx.updateTable('operation').set({ follow_up_json: null }).where('id', '=', followUpOf).execute();
        }
        return null;
      }),

    save: (entry) => db.transaction().execute((trx) => update(trx, entry)),

    findKey: (caller, key) => selectKey(db, caller, key),
    saveKey: (record) => db.transaction().execute((trx) => insertKey(trx, record)),
    async pruneKeys(at) {
      await db.deleteFrom('idempotency_key').where('created_at', '<', at).execute();
    },

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

    async unfinished() {
      const rows = await db
        .selectFrom('operation')
        .selectAll()
        .where((expression) =>
          expression.or([expression('state', 'not in', terminalStates), expression('follow_up_json', 'is not', null)]),
        )
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return withSteps(db, rows, toJournaled);
    },
  };
}

async function update(trx: Transaction<Tables>, entry: JournaledOperation): Promise<boolean> {
  const { id, created_at: _createdAt, ...columns } = operationRow(entry);
  const result = await trx
    .updateTable('operation')
    .set(columns)
    .where('id', '=', id)
    .where('state', 'not in', terminalStates)
    .executeTakeFirst();
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

async function insertKey(trx: Transaction<Tables>, record: IdempotencyRecord): Promise<IdempotencyRecord | null> {
  const inserted = await trx
    .insertInto('idempotency_key')
    .values({
      caller: record.caller,
      key: record.key,
      input_hash: record.inputHash,
      operation_id: record.operationId,
      created_at: record.createdAt,
    })
    .onConflict((conflict) => conflict.columns(['caller', 'key']).doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 0n ? selectKey(trx, record.caller, record.key) : null;
}

async function selectKey(db: Kysely<Tables>, caller: string, key: string): Promise<IdempotencyRecord | null> {
  const row = await db
    .selectFrom('idempotency_key')
    .selectAll()
    .where('caller', '=', caller)
    .where('key', '=', key)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    caller,
    key,
    inputHash: row.input_hash,
    operationId: row.operation_id,
    createdAt: Number(row.created_at),
  };
}

async function withSteps<T extends Operation | JournaledOperation>(
  db: Kysely<Tables>,
  rows: readonly OperationRow[],
  build: (row: OperationRow, steps: readonly OperationStepRow[]) => T,
): Promise<readonly T[]> {
  if (rows.length === 0) return [];
  const steps = await db
    .selectFrom('operation_step')
    .selectAll()
    .where(
      'operation_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('position')
    .execute();
  const byOperation = Map.groupBy(steps, (step) => step.operation_id);
  return rows.map((row) => build(row, byOperation.get(row.id) ?? []));
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
