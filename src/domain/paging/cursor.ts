import { ArgumentError } from '../fleet/fleet.ts';

/** One part of a cursor: plain data. */
export type CursorPart = string | number;

/**
 * An opaque cursor: `scope` says which list and order it belongs to, the parts where in it. It holds nothing but what its reader
 * saw in the edge that it came with.
 */
export function encodeCursor(scope: string, parts: readonly CursorPart[]): string {
  return Buffer.from(JSON.stringify([scope, ...parts])).toString('base64url');
}

/**
 * The parts of a cursor of this scope, which are as many and of the same types as those of `shape`.
 * @throws ArgumentError INVALID for anything else, with what to do.
 */
export function decodeCursor(scope: string, shape: readonly CursorPart[], cursor: string): readonly CursorPart[] {
  const [found, ...parts] = parse(cursor);
  const fits =
    parts.length === shape.length &&
    parts.every(
      (part, index) => typeof part === typeof shape[index] && (typeof part === 'string' || Number.isFinite(part)),
    );
  if (typeof found !== 'string' || (found === scope && !fits)) {
    throw new ArgumentError(
      'INVALID',
      'The cursor is not one that this API gave out. Pass endCursor or startCursor of a pageInfo, or cursor of an edge, as it came.',
    );
  }
  if (found !== scope) {
    throw new ArgumentError(
      'INVALID',
      'The cursor belongs to another list or another order. Use it with the field and the orderBy that it came from, or begin without one.',
    );
  }
  return parts as readonly CursorPart[];
}

function parse(cursor: string): readonly unknown[] {
  if (!/^[\w-]{1,65536}$/.test(cursor)) return [];
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
