import { ArgumentError } from '../fleet/fleet.ts';
import type { PageArguments } from './page.ts';

export const defaultPageSize = 50;
export const largestPageSize = 500;

/** Page arguments that were looked at: exactly one end, a size in range, null and absent told as absent. */
export interface PageWindow {
  readonly from: 'start' | 'end';
  readonly size: number;
  readonly after: string | undefined;
  readonly before: string | undefined;
}

/** @throws ArgumentError INVALID: a size out of range is refused, never clamped, and so are both ends at once. */
export function pageWindow(page: PageArguments): PageWindow {
  const first = page.first ?? undefined;
  const last = page.last ?? undefined;
  if (first !== undefined && last !== undefined) {
    throw new ArgumentError('INVALID', 'first and last cannot be given together: pass one of them.');
  }
  assertSize('first', first);
  assertSize('last', last);
  return {
    from: last === undefined ? 'start' : 'end',
    size: first ?? last ?? defaultPageSize,
    after: page.after ?? undefined,
    before: page.before ?? undefined,
  };
}

function assertSize(name: string, size: number | undefined): void {
  if (size === undefined || (Number.isInteger(size) && size >= 1 && size <= largestPageSize)) return;
  throw new ArgumentError('INVALID', `${name} must be a whole number from 1 to ${largestPageSize}, not ${size}.`);
}

/** The part of an ordered list that a page shows, as indexes, between the positions that the cursors stand for. */
export function sliceOf(
  window: PageWindow,
  low: number,
  high: number,
): { readonly start: number; readonly end: number } {
  const top = Math.max(low, high);
  return window.from === 'start'
    ? { start: low, end: Math.min(low + window.size, top) }
    : { start: Math.max(low, top - window.size), end: top };
}
