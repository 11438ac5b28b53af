import { newestFirstPage } from '../paging/newest-first.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import type { Freeze } from './freeze.ts';
import type { FreezeStore } from './freeze-store.ts';
import type { FreezeFilter } from './freezes.ts';

/**
 * A page of the freezes, newest first; `now` in milliseconds since the epoch.
 * @throws ArgumentError INVALID for bad arguments and cursors.
 */
export function freezesPage(
  store: Pick<FreezeStore, 'page' | 'count'>,
  filter: FreezeFilter,
  page: PageArguments,
  now: number,
): Promise<Page<Freeze>> {
  return newestFirstPage(
    'freezes',
    page,
    async (part) => {
      const { freezes: nodes, more } = await store.page({ filter, now, ...part });
      return { nodes, more };
    },
    () => store.count(filter, now),
  );
}
