import { newestFirstPage } from '../paging/newest-first.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import type { ApiToken } from './api-token.ts';
import type { ApiTokenReach, ApiTokenStore } from './api-token-store.ts';

/**
 * A page of the tokens, newest first.
 * @throws ArgumentError INVALID for bad arguments and cursors.
 */
export function apiTokensPage(
  store: Pick<ApiTokenStore, 'page' | 'count'>,
  reach: ApiTokenReach,
  page: PageArguments,
): Promise<Page<ApiToken>> {
  return newestFirstPage(
    'apiTokens',
    page,
    async (part) => {
      const { tokens: nodes, more } = await store.page({ reach, ...part });
      return { nodes, more };
    },
    () => store.count(reach),
  );
}
