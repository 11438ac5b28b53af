import { decodeCursor, encodeCursor } from '../paging/cursor.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import { pageWindow } from '../paging/window.ts';
import type { Journal, JournalPosition } from './journal.ts';
import type { Operation } from './operation.ts';
import type { OperationFilter } from './operations.ts';

const scope = 'operations';

/**
 * A page of the journal, newest first. The keys never change, so whatever is added meanwhile, an operation that is there during
 * the whole walk appears exactly once.
 * @throws ArgumentError INVALID for bad arguments and cursors.
 */
export async function operationsPage(
  journal: Journal,
  filter: OperationFilter,
  page: PageArguments,
): Promise<Page<Operation>> {
  const window = pageWindow(page);
  const after = window.after === undefined ? undefined : positionOf(window.after);
  const before = window.before === undefined ? undefined : positionOf(window.before);
  const [{ operations, more }, totalCount] = await Promise.all([
    journal.page({
      filter,
      ...(after !== undefined && { after }),
      ...(before !== undefined && { before }),
      limit: window.size,
      from: window.from === 'start' ? 'START' : 'END',
    }),
    journal.count(filter),
  ]);
  const edges = operations.map((node) => ({ node, cursor: encodeCursor(scope, [node.createdAt, node.id]) }));
  const fromStart = window.from === 'start';
  return {
    edges,
    // What lies beyond a given cursor is there: the cursor's own operation at least.
    hasNextPage: fromStart ? more : before !== undefined,
    hasPreviousPage: fromStart ? after !== undefined : more,
    totalCount,
  };
}

function positionOf(cursor: string): JournalPosition {
  const [createdAt, id] = decodeCursor(scope, [0, ''], cursor);
  return { createdAt: Number(createdAt), id: String(id) };
}
