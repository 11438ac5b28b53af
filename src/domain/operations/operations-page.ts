import { newestFirstPage } from '../paging/newest-first.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import type { Journal } from './journal.ts';
import type { Operation } from './operation.ts';
import type { OperationFilter } from './operations.ts';

/**
 * A page of the journal, newest first.
 * @throws ArgumentError INVALID for bad arguments and cursors.
 */
export function operationsPage(
  journal: Pick<Journal, 'page' | 'count'>,
  filter: OperationFilter,
  page: PageArguments,
): Promise<Page<Operation>> {
  return newestFirstPage(
    'operations',
    page,
    async (part) => {
      const { operations: nodes, more } = await journal.page({ filter, ...part });
      return { nodes, more };
    },
    () => journal.count(filter),
  );
}
