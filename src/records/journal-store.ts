import type { Kysely, SelectQueryBuilder, Transaction } from 'kysely';
import { firstFence } from '../domain/operations/journal.ts';
import type { Begun, Journal, NewOperation } from '../domain/operations/journal.ts';
import { openStates, terminalStates } from '../domain/operations/operation.ts';
import type { OperationFilter } from '../domain/operations/operations.ts';
import { createApprovalStore } from './approval-store.ts';
import { appendAudit } from './audit-store.ts';
import { compiledOnce } from './compiled-once.ts';
import { frozenMeanwhile } from './freeze-store.ts';
import { insertKey, selectKey } from './idempotency-keys.ts';
import { lockApp } from './lock-app.ts';
import { createLeaseStore, leaseEnd } from './lease-store.ts';
import { newestFirst } from './newest-first.ts';
import { isOutrun, readJournaled, viewOfApp, withSteps } from './read-operations.ts';
import { operationRow, stepRows, toOperation } from './operation-rows.ts';
import { keepUnfinished, updateOperation } from './update-operation.ts';
import type { OperationRow, OperationStepRow, Tables } from './tables.ts';
import { withinReach } from './within-reach.ts';

/** The journal in SQL. */
export function createJournalStore(db: Kysely<Tables>): Journal {
  return {
    view: (app, freezesFrom) => viewOfApp(db, app, freezesFrom),
    begin: (operation) => db.transaction().execute((trx) => begin(trx, operation)),

    save: (entry, fence, audit) =>
      db.transaction().execute(async (trx) => {
        const saved = await updateOperation(trx, entry, fence);
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
      const { rows, more } = await newestFirst(filtered(db.selectFrom('operation'), query.filter).selectAll(), query);
      return { operations: await withSteps(db, rows, toOperation), more };
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
    ...createApprovalStore(db),

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

const insertOperation = compiledOnce((db, row: Omit<OperationRow, 'lease_until'>) =>
  db.insertInto('operation').values({ ...row, lease_until: leaseEnd(db) }),
);
const insertSteps = compiledOnce((db, { steps }: { readonly steps: readonly OperationStepRow[] }) =>
  db.insertInto('operation_step').values(steps),
);

async function begin(trx: Transaction<Tables>, operation: NewOperation): Promise<Begun> {
  const { entry, holder, inViewOf, asksFreezes, key, superseded, followUpOf, audit } = operation;
  const { target } = entry.operation;
  await lockApp(trx, target);
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
  if (!isDone && (await isOutrun(trx, target, inViewOf))) return { type: 'OUTRUN' };
  const frozen = await frozenMeanwhile(trx, asksFreezes);
  if (frozen !== null) return frozen;
  if (!(await keepUnfinished(trx, superseded))) return { type: 'OUTRUN' };
  if (key !== null) {
    // The same key may be used for another app at this moment.
    const earlier = await insertKey(trx, key);
    if (earlier !== null) return { type: 'REPEATED', earlier };
  }
  if (followUpOf !== null) {
    await trx.updateTable('operation').set({ follow_up_json: null }).where('id', '=', followUpOf).execute();
  }
  await insertOperation(trx, { ...operationRow(entry), holder, fence: firstFence, version: 1 });
  const steps = stepRows(entry);
  if (steps.length > 0) await insertSteps(trx, { steps });
  for (const ended of superseded) await updateOperation(trx, ended, null);
  if (audit !== undefined) await appendAudit(trx, audit);
  return { type: 'BEGUN' };
}

function filtered<O>(
  query: SelectQueryBuilder<Tables, 'operation', O>,
  filter: OperationFilter,
): SelectQueryBuilder<Tables, 'operation', O> {
  let result = query;
  if (filter.kinds !== undefined) result = result.where('kind', 'in', filter.kinds);
  if (filter.states !== undefined) result = result.where('state', 'in', filter.states);
  if (filter.tenants !== undefined) result = result.where('tenant', 'in', filter.tenants);
  if (filter.within !== undefined) result = result.where(withinReach(filter.within));
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
