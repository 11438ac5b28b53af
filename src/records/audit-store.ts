import type { ExpressionBuilder, Kysely, SelectQueryBuilder, Transaction } from 'kysely';
import { seal } from '../domain/audit/audit-chain.ts';
import type { AuditFilter, AuditLog, AuditSubject } from '../domain/audit/audit-log.ts';
import type { AuditEntry, AuditRecord } from '../domain/audit/audit-record.ts';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import { auditRow, toAuditRecord } from './audit-rows.ts';
import { compiledOnce } from './compiled-once.ts';
import type { AuditRow, Tables } from './tables.ts';
import { withinReach } from './within-reach.ts';

/** The audit in SQL. */
export function createAuditStore(db: Kysely<Tables>): AuditLog {
  return {
    append: (entry) => db.transaction().execute((trx) => appendAudit(trx, entry)),

    async get(hash) {
      const row = await db.selectFrom('audit_record').selectAll().where('hash', '=', hash).executeTakeFirst();
      return row === undefined ? null : toAuditRecord(row);
    },

    async page({ filter, below, above, limit, from }) {
      let query = filtered(db.selectFrom('audit_record'), filter).selectAll();
      if (below !== undefined) query = query.where('sequence', '<', below);
      if (above !== undefined) query = query.where('sequence', '>', above);
      const rows = await query
        .orderBy('sequence', from === 'START' ? 'desc' : 'asc')
        .limit(limit + 1)
        .execute();
      const chosen = rows.slice(0, limit);
      if (from === 'END') chosen.reverse();
      return { records: chosen.map(toAuditRecord), more: rows.length > limit };
    },

    async count(filter) {
      const row = await filtered(db.selectFrom('audit_record'), filter)
        .select((expression) => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
  };
}

const takeHead = compiledOnce((db) =>
  db
    .updateTable('audit_head')
    .set((expression) => ({ sequence: expression('sequence', '+', 1) }))
    .returning(['sequence', 'hash']),
);
const insertRecord = compiledOnce((db, row: Pick<AuditRow, keyof AuditRow>) =>
  db.insertInto('audit_record').values(row),
);
const setHead = compiledOnce((db, head: { readonly hash: string }) => db.updateTable('audit_head').set(head));

/**
 * Puts an entry behind the newest record. From here to its end the transaction holds the end of the chain, so that no two follow
 * one record: let it be the last that the transaction does, or two of them can wait for each other.
 */
export async function appendAudit(trx: Transaction<Tables>, entry: AuditEntry): Promise<AuditRecord> {
  // On PostgreSQL this waits for whoever holds the row, then reads what that one left; SQLite lets one write at a time.
  const [head] = (await takeHead(trx, {})).rows;
  if (head === undefined) {
    throw new RecordsUnavailable(
      'UNUSABLE',
      'The audit cannot go on: the table audit_head, which tells where it ends, is empty. Restore the records from a backup.',
    );
  }
  const sealed = seal(entry, { sequence: Number(head.sequence), previousHash: head.hash });
  await insertRecord(trx, auditRow(sealed));
  await setHead(trx, { hash: sealed.record.hash });
  return sealed.record;
}

function filtered<O>(
  query: SelectQueryBuilder<Tables, 'audit_record', O>,
  filter: AuditFilter,
): SelectQueryBuilder<Tables, 'audit_record', O> {
  const { actors, actions, outcomes, tenants, operations, targets, since, until } = filter;
  let result = query;
  const anyOf = (
    column: 'actor_name' | 'action' | 'outcome' | 'tenant' | 'operation_id',
    values?: readonly string[],
  ) => {
    if (values !== undefined) result = result.where(column, 'in', values);
  };
  anyOf('actor_name', actors);
  anyOf('action', actions);
  anyOf('outcome', outcomes);
  anyOf('tenant', tenants);
  anyOf('operation_id', operations);
  if (filter.within !== undefined) result = result.where(withinReach(filter.within));
  if (targets !== undefined) {
    result = result.where((expression) => expression.or(targets.map((target) => isAbout(expression, target))));
  }
  if (since !== undefined) result = result.where('at', '>=', since);
  if (until !== undefined) result = result.where('at', '<=', until);
  return result;
}

function isAbout(expression: ExpressionBuilder<Tables, 'audit_record'>, target: AuditSubject) {
  switch (target.type) {
    case 'TENANT':
      return expression('tenant', '=', target.tenant);
    case 'ENVIRONMENT':
      return expression.and([
        expression('tenant', '=', target.key.tenant),
        expression('environment', '=', target.key.environment),
      ]);
    case 'APP':
      return expression.and([
        expression('tenant', '=', target.key.tenant),
        expression('environment', '=', target.key.environment),
        expression('app', '=', target.key.name),
        expression('app_kind', '=', target.key.kind),
      ]);
    case 'OPERATION':
      return expression('operation_id', '=', target.id);
    case 'FREEZE':
      return expression('freeze_id', '=', target.id);
  }
}
