import type { Kysely, Transaction } from 'kysely';
import { environmentScope, fleetScope, tenantScope } from '../domain/access/access.ts';
import type { AccessScope } from '../domain/access/access.ts';
import type { Binding, RecordedBinding, Subject } from '../domain/access/binding.ts';
import type { BesideBinding, BindingChange, BindingStore } from '../domain/access/binding-store.ts';
import type { Actor } from '../domain/caller.ts';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import { appendAudit } from './audit-store.ts';
import { insertKey, selectKey } from './idempotency-keys.ts';
import type { RoleBindingRow, Tables } from './tables.ts';

/** The bindings in SQL. */
export function createBindingStore(db: Kysely<Tables>): BindingStore {
  /** One change at a time; what is not DONE leaves nothing. */
  const change = async (
    { key, audit, refusal }: BesideBinding,
    write: (trx: Transaction<Tables>) => Promise<RecordedBinding | null>,
  ): Promise<BindingChange> => {
    try {
      return await db.transaction().execute(async (trx) => {
        await takeHead(trx);
        const earlier = key === null ? null : await selectKey(trx, key.caller, key.key);
        if (earlier !== null) throw new Undone({ type: 'REPEATED', earlier });
        const problem = refusal(await present(trx));
        if (problem !== null) throw new Undone({ type: 'REFUSED', problem });
        const binding = await write(trx);
        if (binding === null) throw new Undone({ type: 'MISSING' });
        const used = key === null ? null : await insertKey(trx, { ...key, operationId: binding.id });
        if (used !== null) throw new Undone({ type: 'REPEATED', earlier: used });
        await appendAudit(trx, audit(binding));
        return { type: 'DONE', binding };
      });
    } catch (error) {
      if (error instanceof Undone) return error.change;
      throw error;
    }
  };

  return {
    async version() {
      const row = await db.selectFrom('role_binding_head').select('version').executeTakeFirst();
      return Number(row?.version ?? 0);
    },

    all: () => present(db),

    async get(id) {
      const row = await db.selectFrom('role_binding').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toBinding(row);
    },

    create: (binding, beside) =>
      change(beside, async (trx) => {
        await trx.insertInto('role_binding').values(rowOf(binding)).execute();
        return binding;
      }),

    remove: ({ binding, by, at }, beside) =>
      change(beside, async (trx) => {
        const { role, subject_kind, subject_name, tenant, environment } = columnsOf(binding);
        const row = await trx
          .updateTable('role_binding')
          .set({ removed_by_name: by.name, removed_by_kind: by.kind, removed_at: at })
          .where('role', '=', role)
          .where('subject_kind', '=', subject_kind)
          .where('subject_name', '=', subject_name)
          .where('tenant', '=', tenant)
          .where('environment', '=', environment)
          .where('removed_at', 'is', null)
          .returningAll()
          .executeTakeFirst();
        return row === undefined ? null : toBinding(row);
      }),
  };
}

/** Takes back what the transaction has written so far. */
class Undone extends Error {
  readonly change: BindingChange;
  constructor(change: BindingChange) {
    super(change.type);
    this.change = change;
  }
}

/** Counts the change. On PostgreSQL this waits for whoever holds the row; SQLite lets one write at a time. */
async function takeHead(trx: Transaction<Tables>): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('role_binding_head')
    .set((expression) => ({ version: expression('version', '+', 1) }))
    .executeTakeFirst();
  if (numUpdatedRows === 1n) return;
  throw new RecordsUnavailable(
    'UNUSABLE',
    'Bindings cannot be changed: the table role_binding_head has to have one row. Restore the records from a backup.',
  );
}

async function present(db: Kysely<Tables>): Promise<readonly RecordedBinding[]> {
  const rows = await db
    .selectFrom('role_binding')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toBinding);
}

function columnsOf({ role, subject, scope }: Binding) {
  return {
    role,
    subject_kind: subject.kind,
    subject_name: subject.name,
    tenant: scope.type === 'FLEET' ? '' : scope.tenant,
    environment: scope.type === 'ENVIRONMENT' ? scope.environment : '',
  };
}

function rowOf({ id, createdBy, createdAt, ...binding }: RecordedBinding): RoleBindingRow {
  return {
    id,
    ...columnsOf(binding),
    created_by_name: createdBy.name,
    created_by_kind: createdBy.kind,
    created_at: createdAt,
    removed_by_name: null,
    removed_by_kind: null,
    removed_at: null,
  };
}

function toBinding(row: RoleBindingRow): RecordedBinding {
  return {
    id: row.id,
    role: row.role,
    subject: { kind: row.subject_kind as Subject['kind'], name: row.subject_name },
    scope: scopeOf(row),
    createdBy: { name: row.created_by_name, kind: row.created_by_kind as Actor['kind'] },
    createdAt: Number(row.created_at),
  };
}

function scopeOf({ tenant, environment }: Pick<RoleBindingRow, 'tenant' | 'environment'>): AccessScope {
  if (tenant === '') return fleetScope;
  return environment === '' ? tenantScope(tenant) : environmentScope({ tenant, environment });
}
