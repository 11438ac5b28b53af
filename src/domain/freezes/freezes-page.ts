import { decodeCursor, encodeCursor } from '../paging/cursor.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import { pageWindow } from '../paging/window.ts';
import type { Freeze } from './freeze.ts';
import type { FreezePosition, FreezeStore } from './freeze-store.ts';
import type { FreezeFilter } from './freezes.ts';

const scope = 'freezes';

/**
 * A page of the freezes, newest first. The keys never change, so whatever is added meanwhile, a freeze that is there (and in
 * the filter) during the whole walk appears exactly once.
 * @throws ArgumentError INVALID for bad arguments and cursors.
 */
export async function freezesPage(
  store: Pick<FreezeStore, 'page' | 'count'>,
  filter: FreezeFilter,
  page: PageArguments,
  now: number,
): Promise<Page<Freeze>> {
  const window = pageWindow(page);
  const after = window.after === undefined ? undefined : positionOf(window.after);
  const before = window.before === undefined ? undefined : positionOf(window.before);
  const [{ freezes, more }, totalCount] = await Promise.all([
    store.page({
      filter,
      now,
      ...(after !== undefined && { after }),
      ...(before !== undefined && { before }),
      limit: window.size,
      from: window.from === 'start' ? 'START' : 'END',
    }),
    store.count(filter, now),
  ]);
  const fromStart = window.from === 'start';
  return {
    edges: freezes.map((node) => ({ node, cursor: encodeCursor(scope, [node.createdAt, node.id]) })),
    // What lies beyond a given cursor is there: the cursor's own freeze at least.
    hasNextPage: fromStart ? more : before !== undefined,
    hasPreviousPage: fromStart ? after !== undefined : more,
    totalCount,
  };
}

function positionOf(cursor: string): FreezePosition {
  const [createdAt, id] = decodeCursor(scope, [0, ''], cursor);
  return { createdAt: Number(createdAt), id: String(id) };
}
