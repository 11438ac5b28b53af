import { decodeCursor, encodeCursor } from '../paging/cursor.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import { pageWindow } from '../paging/window.ts';
import type { ApiToken } from './api-token.ts';
import type { ApiTokenPosition, ApiTokenReach, ApiTokenStore } from './api-token-store.ts';

const scope = 'apiTokens';

/**
 * A page of the tokens, newest first. The keys never change: a token that is there during the whole walk appears exactly once.
 * @throws ArgumentError INVALID for bad arguments and cursors.
 */
export async function apiTokensPage(
  store: Pick<ApiTokenStore, 'page' | 'count'>,
  reach: ApiTokenReach,
  page: PageArguments,
): Promise<Page<ApiToken>> {
  const window = pageWindow(page);
  const after = window.after === undefined ? undefined : positionOf(window.after);
  const before = window.before === undefined ? undefined : positionOf(window.before);
  const fromStart = window.from === 'start';
  const [{ tokens, more }, totalCount] = await Promise.all([
    store.page({
      reach,
      ...(after !== undefined && { after }),
      ...(before !== undefined && { before }),
      limit: window.size,
      from: fromStart ? 'START' : 'END',
    }),
    store.count(reach),
  ]);
  return {
    edges: tokens.map((node) => ({ node, cursor: encodeCursor(scope, [node.createdAt, node.id]) })),
    hasNextPage: fromStart ? more : before !== undefined,
    hasPreviousPage: fromStart ? after !== undefined : more,
    totalCount,
  };
}

function positionOf(cursor: string): ApiTokenPosition {
  const [createdAt, id] = decodeCursor(scope, [0, ''], cursor);
  return { createdAt: Number(createdAt), id: String(id) };
}
