import type { Kysely } from 'kysely';
import type { AuditChain } from '../domain/audit/audit-log.ts';
import { toAuditLink } from './audit-rows.ts';
import type { Tables } from './tables.ts';

/** The chain of the audit in SQL, as it is, for checking and export. */
export function createAuditChainStore(db: Kysely<Tables>): AuditChain {
  return {
    async head() {
      const head = await db.selectFrom('audit_head').select(['sequence', 'hash']).executeTakeFirst();
      return head === undefined ? null : { sequence: Number(head.sequence), hash: head.hash };
    },

    async links(from, to, limit) {
      let query = db.selectFrom('audit_record').selectAll();
      if (from !== null) query = query.where('sequence', '>=', from);
      if (to !== null) query = query.where('sequence', '<=', to);
      return (await query.orderBy('sequence').limit(limit).execute()).map(toAuditLink);
    },

    async range(since, until) {
      const edge = async (direction: 'asc' | 'desc') => {
        let query = db.selectFrom('audit_record').select('sequence');
        if (since !== null) query = query.where('at', '>=', since);
        if (until !== null) query = query.where('at', '<=', until);
        return query.orderBy('sequence', direction).limit(1).executeTakeFirst();
      };
      const [first, last] = [await edge('asc'), await edge('desc')];
      return first === undefined || last === undefined
        ? null
        : { from: Number(first.sequence), to: Number(last.sequence) };
    },
  };
}
