import { decodeCursor, encodeCursor } from '../paging/cursor.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import { pageWindow } from '../paging/window.ts';
import type { AuditFilter, AuditLog } from './audit-log.ts';
import type { AuditRecord } from './audit-record.ts';

const scope = 'audit';

/**
 * A page of the audit, newest first, by sequence numbers: whatever is added meanwhile, a record that is there during the whole
 * walk appears exactly once.
 * @throws ArgumentError INVALID for bad arguments and cursors.
 */
export async function auditPage(log: AuditLog, filter: AuditFilter, page: PageArguments): Promise<Page<AuditRecord>> {
  const window = pageWindow(page);
  const below = window.after === undefined ? undefined : sequenceOf(window.after);
  const above = window.before === undefined ? undefined : sequenceOf(window.before);
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
    edges: records.map((node) => ({ node, cursor: encodeCursor(scope, [node.sequence]) })),
    // What lies beyond a given cursor is there: the cursor's own record at least.
    hasNextPage: fromStart ? more : above !== undefined,
    hasPreviousPage: fromStart ? below !== undefined : more,
    totalCount,
  };
}

function sequenceOf(cursor: string): number {
  return Number(decodeCursor(scope, [0], cursor)[0]);
}
