import { keysetPage } from '../../domain/paging/keyset.ts';
import type { Page, PageArguments } from '../../domain/paging/page.ts';

/**
 * One page of what has a unique name, in the order of names. `scope` names the list.
 * @throws ArgumentError INVALID for arguments that make no sense, and for a cursor of another list.
 */
export function pageByName<T>(
  scope: string,
  items: readonly T[],
  nameOf: (item: T) => string,
  page: PageArguments,
): Page<T> {
  const ordered = items.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  return keysetPage({ scope, items: ordered, key: nameOf }, page);
}
