import { ArgumentError } from '../fleet/fleet.ts';
import { decodeCursor, encodeCursor } from '../paging/cursor.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import { pageWindow } from '../paging/window.ts';
import type { AuditFilter, AuditLog } from './audit-log.ts';
import type { AuditRecord } from './audit-record.ts';

const scope = 'audit records';

/**
 * A page of the audit, newest first, in the order of the chain: whatever is added meanwhile, a record that is there during the whole
 * walk appears exactly once.
 * @throws ArgumentError INVALID for bad arguments and cursors.
 */
export async function auditPage(log: AuditLog, filter: AuditFilter, page: PageArguments): Promise<Page<AuditRecord>> {
  const window = pageWindow(page);
  const below = window.after === undefined ? undefined : await sequenceOf(log, window.after);
  const above = window.before === undefined ? undefined : await sequenceOf(log, window.before);
  const [{ records, more }, totalCount] = await Promise.all([
    log.page({
      filter,
      ...(below !== undefined && { below }),
      ...(above !== undefined && { above }),
      limit: window.size,
      from: window.from === 'start' ? 'START' : 'END',
    }),
    log.count(filter),
  ]);
  const fromStart = window.from === 'start';
  return {
    edges: records.map((node) => ({ node, cursor: encodeCursor(scope, [node.hash]) })),
    // What lies beyond a given cursor is there: the cursor's own record at least.
    hasNextPage: fromStart ? more : above !== undefined,
    hasPreviousPage: fromStart ? below !== undefined : more,
    totalCount,
  };
}

/** A cursor names its record by the hash: the sequence number would tell how many other records there are. */
async function sequenceOf(log: AuditLog, cursor: string): Promise<number> {
  const record = await log.get(String(decodeCursor(scope, [''], cursor)[0]));
  if (record === null)
    throw new ArgumentError('INVALID', 'The cursor is of no record of this audit. Begin without one.');
  return record.sequence;
}
