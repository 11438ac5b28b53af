import { sql } from 'kysely';
import type { ExpressionBuilder, Kysely, SqlBool, Transaction } from 'kysely';
import type { AccessScope } from '../domain/access/access.ts';
import { environmentScope, fleetScope, tenantScope } from '../domain/access/access.ts';
import type { Action } from '../domain/access/action.ts';
import type { Actor } from '../domain/caller.ts';
import type { ApiToken } from '../domain/tokens/api-token.ts';
import type { ApiTokenReach, ApiTokenStore } from '../domain/tokens/api-token-store.ts';
import { appendAudit } from './audit-store.ts';
import { changeOnce } from './change-once.ts';
import { insertKey } from './idempotency-keys.ts';
import { newestFirst } from './newest-first.ts';
import type { ApiTokenRow, ApiTokenScopeRow, Tables } from './tables.ts';
import { withinReach } from './within-reach.ts';

/** The API tokens in SQL. */
export function createApiTokenStore(db: Kysely<Tables>): ApiTokenStore {
  const withScopes = async (rows: readonly ApiTokenRow[]): Promise<readonly ApiToken[]> => {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const scopes = await db
      .selectFrom('api_token_scope')
      .selectAll()
      .where('token_id', 'in', ids)
      .orderBy('position')
      .execute();
    return rows.map((row) =>
      toToken(
        row,
        scopes.filter(({ token_id }) => token_id === row.id),
      ),
    );
  };

  const one = async (column: 'id' | 'hash', value: string): Promise<ApiToken | null> => {
    const rows = await db.selectFrom('api_token').selectAll().where(column, '=', value).execute();
    return (await withScopes(rows))[0] ?? null;
  };

  return {
    create: (token, hash, { key, audit }) =>
      db
        .transaction()
        .execute(async (trx) => {
          const earlier = key === null ? null : await insertKey(trx, key);
          if (earlier !== null) return earlier;
          // The audit's head is locked first: of two who take one name, the second sees what the first has written.
          await appendAudit(trx, audit);
          if (token.kind === 'MACHINE' && (await isTaken(trx, token))) throw new NameTaken();
          await trx.insertInto('api_token').values(rowOf(token, hash)).execute();
          await trx.insertInto('api_token_scope').values(scopeRows(token)).execute();
          return null;
        })
        .catch((error: unknown) => {
          if (error instanceof NameTaken) return 'NAME_TAKEN' as const;
          throw error;
        }),

    revoke: ({ id, by, at }, beside) =>
      changeOnce(db, beside, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('api_token')
          .set({ revoked_at: at, revoked_by_name: by.name, revoked_by_kind: by.kind })
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),

    get: (id) => one('id', id),
    byHash: (hash) => one('hash', hash),

    async revoked(ids) {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom('api_token')
        .select('id')
        .where('id', 'in', ids)
        .where('revoked_at', 'is not', null)
        .execute();
      return rows.map(({ id }) => id);
    },

    async used(id, at) {
      await db
        .updateTable('api_token')
        .set({ last_used_at: at })
        .where('id', '=', id)
        .where((expression) =>
          expression.or([expression('last_used_at', 'is', null), expression('last_used_at', '<', at)]),
        )
        .execute();
    },

    async page(query) {
      const found = db.selectFrom('api_token').selectAll().where(within(query.reach));
      const { rows, more } = await newestFirst(found, query);
      return { tokens: await withScopes(rows), more };
    },

    async count(reach) {
      const row = await db
        .selectFrom('api_token')
        .where(within(reach))
        .select((expression) => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
  };
}

/** Takes back what the transaction has written so far. */
class NameTaken extends Error {}

async function isTaken(trx: Transaction<Tables>, { name, createdAt }: ApiToken): Promise<boolean> {
  const other = await trx
    .selectFrom('api_token')
    .select('id')
    .where('name', '=', name)
    .where('kind', '=', 'MACHINE')
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', createdAt)
    .executeTakeFirst();
  return other !== undefined;
}

function rowOf(token: ApiToken, hash: string): ApiTokenRow {
  return {
    id: token.id,
    hash,
    kind: token.kind,
    name: token.name,
    actions_json: JSON.stringify(token.actions),
    groups_json: JSON.stringify(token.groups),
    created_by_name: token.createdBy.name,
    created_by_kind: token.createdBy.kind,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    last_used_at: token.lastUsedAt,
    revoked_at: token.revokedAt,
    revoked_by_name: token.revokedBy?.name ?? null,
    revoked_by_kind: token.revokedBy?.kind ?? null,
  };
}

function scopeRows({ id, scopes }: ApiToken): ApiTokenScopeRow[] {
  return scopes.map((scope, position) => ({
    token_id: id,
    position,
    tenant: scope.type === 'FLEET' ? null : scope.tenant,
    environment: scope.type === 'ENVIRONMENT' ? scope.environment : null,
  }));
}

function toToken(row: ApiTokenRow, scopes: readonly ApiTokenScopeRow[]): ApiToken {
  const actor = (name: string, kind: string): Actor => ({ name, kind: kind as Actor['kind'] });
  const revoked = row.revoked_by_name !== null && row.revoked_by_kind !== null;
  return {
    id: row.id,
    kind: row.kind as ApiToken['kind'],
    name: row.name,
    actions: JSON.parse(row.actions_json) as Action[],
    scopes: scopes.map(toScope),
    createdBy: actor(row.created_by_name, row.created_by_kind),
    groups: JSON.parse(row.groups_json) as string[],
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
    lastUsedAt: row.last_used_at === null ? null : Number(row.last_used_at),
    revokedAt: row.revoked_at === null ? null : Number(row.revoked_at),
    revokedBy: revoked ? actor(row.revoked_by_name ?? '', row.revoked_by_kind ?? '') : null,
  };
}

function toScope({ tenant, environment }: ApiTokenScopeRow): AccessScope {
  if (tenant === null) return fleetScope;
  return environment === null ? tenantScope(tenant) : environmentScope({ tenant, environment });
}

/** Made by this actor for itself, or with no scope that lies outside. */
function within({ madeBy, within: reach }: ApiTokenReach) {
  return (expression: ExpressionBuilder<Tables, 'api_token'>) => {
    if (reach === null) return expression.lit(true);
    const own =
      madeBy === null
        ? []
        : [
            expression.and([
              expression('kind', '=', 'PERSONAL'),
              expression('created_by_name', '=', madeBy.name),
              expression('created_by_kind', '=', madeBy.kind),
            ]),
          ];
    const outside = expression
      .selectFrom('api_token_scope')
      .select('position')
      .whereRef('api_token_scope.token_id', '=', 'api_token.id')
      // A scope of a whole tenant has no environment, of which nothing is known to be equal.
      .where(sql<SqlBool>`${withinReach(reach)} is not true`);
    return expression.or([...own, expression.not(expression.exists(outside))]);
  };
}
