import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Page, PageArguments } from './page.ts';
import { pageWindow } from './window.ts';

/** Place in the order newest first: by `createdAt` (milliseconds since the epoch), then `id`, both falling. Neither ever changes. */
export interface NewestFirstPosition {
  readonly createdAt: number;
  readonly id: string;
}

/** Which part of what is in the records. */
export interface NewestFirstPart {
  /** Only behind this place. */
  readonly after?: NewestFirstPosition;
  /** Only before this place. */
  readonly before?: NewestFirstPosition;
  readonly limit: number;
  /** START: the first `limit` of what remains; END: the last. The answer is newest first in both cases. */
  readonly from: 'START' | 'END';
}

/**
 * A page of what is in the records, newest first. Whatever is added meanwhile, what is there (and in the filter) during the whole
 * walk appears exactly once. `scope` names the list in cursors.
 * @throws ArgumentError INVALID for bad arguments and cursors.
 */
export async function newestFirstPage<T extends NewestFirstPosition>(
  scope: string,
  page: PageArguments,
  read: (part: NewestFirstPart) => Promise<{ readonly nodes: readonly T[]; readonly more: boolean }>,
  count: () => Promise<number>,
): Promise<Page<T>> {
  const window = pageWindow(page);
  const positionOf = (cursor: string): NewestFirstPosition => {
    const [createdAt, id] = decodeCursor(scope, [0, ''], cursor);
    return { createdAt: Number(createdAt), id: String(id) };
  };
  const after = window.after === undefined ? undefined : positionOf(window.after);
  const before = window.before === undefined ? undefined : positionOf(window.before);
  const fromStart = window.from === 'start';
  const [{ nodes, more }, totalCount] = await Promise.all([
    read({
      ...(after !== undefined && { after }),
      ...(before !== undefined && { before }),
      limit: window.size,
      from: fromStart ? 'START' : 'END',
    }),
    count(),
  ]);
  return {
    edges: nodes.map((node) => ({ node, cursor: encodeCursor(scope, [node.createdAt, node.id]) })),
    // What lies beyond a given cursor is there: the cursor's own at least.
    hasNextPage: fromStart ? more : before !== undefined,
    hasPreviousPage: fromStart ? after !== undefined : more,
    totalCount,
  };
}
