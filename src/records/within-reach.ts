import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';
import type { Reach } from '../domain/access/reach.ts';
import { unassigned } from '../domain/tenancy/adoption.ts';

/** That a row's columns `tenant` and `environment` lie within the reach; see `isWithin`. */
export function withinReach(reach: Reach): RawBuilder<SqlBool> {
  if (reach.type === 'ASSIGNED') return sql<SqlBool>`(tenant is null or tenant <> ${unassigned})`;
  const { tenants, environments } = reach;
  const conditions: RawBuilder<unknown>[] = [];
  if (tenants.length > 0) conditions.push(sql`tenant in (${sql.join(tenants)})`);
  if (environments.length > 0) {
    const pairs = environments.map(({ tenant, environment }) => sql`(${tenant}, ${environment})`);
    conditions.push(sql`(tenant, environment) in (values ${sql.join(pairs)})`);
  }
  return conditions.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;
}
