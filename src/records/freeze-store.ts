import { sql } from 'kysely';
import type { Expression, ExpressionBuilder, Kysely, SelectQueryBuilder, SqlBool } from 'kysely';
import type { Reach } from '../domain/access/reach.ts';
import type { Actor } from '../domain/caller.ts';
import type { Freeze, FreezeScope } from '../domain/freezes/freeze.ts';
import { frozenAmong } from '../domain/freezes/freeze-guard.ts';
import type { FreezeStore } from '../domain/freezes/freeze-store.ts';
import type { FreezeFilter } from '../domain/freezes/freezes.ts';
import type { FreezeQuestion, FrozenMeanwhile } from '../domain/operations/journal.ts';
import { appendAudit } from './audit-store.ts';
import { changeOnce } from './change-once.ts';
import { compiledOnce } from './compiled-once.ts';
import { insertKey } from './idempotency-keys.ts';
import { newestFirst } from './newest-first.ts';
import type { FreezeRow, Tables } from './tables.ts';
import { withinReach } from './within-reach.ts';

/** The freezes in SQL. */
export function createFreezeStore(db: Kysely<Tables>): FreezeStore {
  return {
    create: (freeze, { key, audit }) =>
      db.transaction().execute(async (trx) => {
        const earlier = key === null ? null : await insertKey(trx, key);
        if (earlier !== null) return earlier;
        await trx.insertInto('freeze').values(freezeRow(freeze)).execute();
        const tenants = freeze.scope.tenants.map((tenant) => ({ freeze_id: freeze.id, tenant }));
        if (tenants.length > 0) await trx.insertInto('freeze_tenant').values(tenants).execute();
        await appendAudit(trx, audit);
        return null;
      }),

    end: ({ id, by, at }, beside) =>
      changeOnce(db, beside, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('freeze')
          .set({ ended_at: at, ended_by_name: by.name, ended_by_kind: by.kind })
          .where('id', '=', id)
          .where('ended_at', 'is', null)
          .where('ends_at', '>', at)
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),

    async get(id) {
      const row = await db.selectFrom('freeze').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toFreeze(row);
    },

    ahead: (now) => freezesAhead(db, now),

    async page(query) {
      const found = filtered(db.selectFrom('freeze'), query.filter, query.now).selectAll();
      const { rows, more } = await newestFirst(found, query);
      return { freezes: rows.map(toFreeze), more };
    },

    async count(filter, now) {
      const row = await filtered(db.selectFrom('freeze'), filter, now)
        .select((expression) => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
  };
}

const ahead = compiledOnce((db, { from }: { readonly from: number }) =>
  db
    .selectFrom('freeze')
    .selectAll()
    .where('ends_at', '>', from)
    .where('ended_at', 'is', null)
    .orderBy('starts_at')
    .orderBy('id'),
);

/** Those that go on, or begin, after a time (milliseconds since the epoch), oldest first. */
export async function freezesAhead(db: Kysely<Tables>, from: number): Promise<readonly Freeze[]> {
  const { rows } = await ahead(db, { from });
  return rows.map(toFreeze);
}

/** What keeps an operation from beginning; null where no freeze does, or none is asked. */
export async function frozenMeanwhile(
  db: Kysely<Tables>,
  asked: FreezeQuestion | null,
): Promise<FrozenMeanwhile | null> {
  if (asked === null) return null;
  const problem = frozenAmong(await freezesAhead(db, asked.at), asked.where, asked.at);
  return problem && { type: 'FROZEN', problem };
}

function freezeRow(freeze: Freeze): FreezeRow {
  return {
    id: freeze.id,
    reason: freeze.reason,
    starts_at: freeze.from,
    ends_at: freeze.until,
    scope_json: JSON.stringify(freeze.scope),
    allows_rollbacks: freeze.allowsRollbacks ? 1 : 0,
    created_by_name: freeze.createdBy.name,
    created_by_kind: freeze.createdBy.kind,
    created_at: freeze.createdAt,
    ended_at: freeze.endedAt,
    ended_by_name: freeze.endedBy?.name ?? null,
    ended_by_kind: freeze.endedBy?.kind ?? null,
  };
}

function toFreeze(row: FreezeRow): Freeze {
  const actor = (name: string, kind: string): Actor => ({ name, kind: kind as Actor['kind'] });
  const ended = row.ended_by_name !== null && row.ended_by_kind !== null;
  return {
    id: row.id,
    reason: row.reason,
    from: Number(row.starts_at),
    until: Number(row.ends_at),
    scope: JSON.parse(row.scope_json) as FreezeScope,
    allowsRollbacks: Number(row.allows_rollbacks) === 1,
    createdBy: actor(row.created_by_name, row.created_by_kind),
    createdAt: Number(row.created_at),
    endedAt: row.ended_at === null ? null : Number(row.ended_at),
    endedBy: ended ? actor(row.ended_by_name ?? '', row.ended_by_kind ?? '') : null,
  };
}

function filtered<O>(
  query: SelectQueryBuilder<Tables, 'freeze', O>,
  { states, tenants, within }: FreezeFilter,
  now: number,
): SelectQueryBuilder<Tables, 'freeze', O> {
  let result = query;
  if (states !== undefined) {
    result = result.where((expression) => {
      const ahead = expression.and([expression('ended_at', 'is', null), expression('ends_at', '>', now)]);
      const conditions = {
        PLANNED: expression.and([ahead, expression('starts_at', '>', now)]),
        ACTIVE: expression.and([ahead, expression('starts_at', '<=', now)]),
        OVER: expression.not(ahead),
      };
      return expression.or(states.map((state) => conditions[state]));
    });
  }
  if (tenants !== undefined) {
    result = result.where((expression) =>
      tenants.length === 0 ? expression.or([]) : concerns(expression, sql<SqlBool>`tenant in (${sql.join(tenants)})`),
    );
  }
  if (within !== undefined) {
    result = result.where((expression) => concerns(expression, withinReach(anyOf(within))));
  }
  return result;
}

/** That it names no tenant, or one of which the condition holds. */
function concerns(expression: ExpressionBuilder<Tables, 'freeze'>, condition: Expression<SqlBool>) {
  const named = expression
    .selectFrom('freeze_tenant')
    .select('tenant')
    .whereRef('freeze_tenant.freeze_id', '=', 'freeze.id');
  return expression.or([expression.not(expression.exists(named)), expression.exists(named.where(condition))]);
}

/** All tenants of which something lies within. */
function anyOf(within: Reach): Reach {
  if (within.type === 'ASSIGNED') return within;
  const tenants = new Set([...within.tenants, ...within.environments.map(({ tenant }) => tenant)]);
  return { ...within, tenants: [...tenants], environments: [] };
}
