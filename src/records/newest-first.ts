import { sql } from 'kysely';
import type { SelectQueryBuilder } from 'kysely';
import type { NewestFirstPart } from '../domain/paging/newest-first.ts';
import type { Tables } from './tables.ts';

/** A part of what the query finds, newest first, and whether there is more of it in its direction. */
export async function newestFirst<O>(
  found: SelectQueryBuilder<Tables, 'operation' | 'freeze' | 'api_token', O>,
  { after, before, limit, from }: NewestFirstPart,
): Promise<{ readonly rows: readonly O[]; readonly more: boolean }> {
  let query = found;
  if (after !== undefined) query = query.where(sql<boolean>`(created_at, id) < (${after.createdAt}, ${after.id})`);
  if (before !== undefined) query = query.where(sql<boolean>`(created_at, id) > (${before.createdAt}, ${before.id})`);
  const direction = from === 'START' ? 'desc' : 'asc';
  const rows = await query
    .orderBy('created_at', direction)
    .orderBy('id', direction)
    .limit(limit + 1)
    .execute();
  const chosen = rows.slice(0, limit);
  if (from === 'END') chosen.reverse();
  return { rows: chosen, more: rows.length > limit };
}
