import type { Result } from '../../lib/result.ts';
import { fail, succeed } from '../../lib/result.ts';
import { isObject, sameJson } from './json-value.ts';

/** What came instead of a patch (400), or an operation that does not apply (422). */
export interface PatchFailure {
  readonly kind: 'malformed' | 'rejected';
  readonly message: string;
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/**
 * Applies a JSON patch to a copy of the document, with the limits and the leniency of the library that API servers use
 * (negative indexes count from the end; `replace` of an object's missing member sets it).
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */
export function applyJsonPatch(document: unknown, patch: unknown): Result<unknown, PatchFailure> {
  if (!Array.isArray(patch)) return fail({ kind: 'malformed', message: 'a JSON patch is an array of operations' });
  let result: unknown = structuredClone(document);
  for (const entry of patch) {
    const operation = readOperation(entry);
    if (operation === undefined)
      return fail({ kind: 'rejected', message: `not an operation: ${JSON.stringify(entry)}` });
    const root = { '': result };
    const problem = applyOperation(root, operation);
    if (problem !== undefined) return fail({ kind: 'rejected', message: problem });
    result = root[''];
  }
  return succeed(result);
}

function readOperation(entry: unknown): Operation | undefined {
  if (!isObject(entry) || typeof entry['op'] !== 'string' || typeof entry['path'] !== 'string') return undefined;
  const from = entry['from'];
  return {
    op: entry['op'],
    path: entry['path'],
    ...(typeof from === 'string' ? { from } : {}),
    ...('value' in entry ? { value: entry['value'] } : {}),
  };
}

/** The document hangs in `root` under the empty key, so that the whole of it is a place like any other. */
function applyOperation(root: Record<string, unknown>, operation: Operation): string | undefined {
  const place = find(root, operation.path);
  if (place === undefined) return `${operation.op}: doc is missing path: ${operation.path}`;
  switch (operation.op) {
    case 'add':
      return add(place, structuredClone(operation.value));
    case 'remove':
      return remove(place);
    case 'replace':
      // An object's missing member is simply set: API servers do that too, although the RFC asks for an error.
      return Array.isArray(place.parent) && read(place) === undefined
        ? `replace: doc is missing key: ${operation.path}`
        : write(place, structuredClone(operation.value));
    case 'test':
      return sameJson(read(place) ?? null, operation.value ?? null)
        ? undefined
        : `testing value ${operation.path} failed`;
    case 'move':
    case 'copy': {
      const from = operation.from === undefined ? undefined : find(root, operation.from);
      const value = from === undefined ? undefined : read(from);
      if (from === undefined || value === undefined)
        return `${operation.op}: doc is missing from path: ${operation.from ?? ''}`;
      const problem = operation.op === 'move' ? remove(from) : undefined;
      const target = find(root, operation.path);
      if (problem !== undefined || target === undefined)
        return problem ?? `move: doc is missing path: ${operation.path}`;
      return add(target, structuredClone(value));
    }
    default:
      return `Unexpected kind: ${operation.op}`;
  }
}

interface Place {
  readonly parent: unknown[] | Record<string, unknown>;
  readonly key: string;
}

function find(root: Record<string, unknown>, pointer: string): Place | undefined {
  if (pointer !== '' && !pointer.startsWith('/')) return undefined;
  const keys = pointer.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  let parent: unknown = root;
  for (const key of keys.slice(0, -1)) {
    parent = isContainer(parent) ? read({ parent, key }) : undefined;
  }
  return isContainer(parent) ? { parent, key: keys.at(-1) ?? '' } : undefined;
}

function isContainer(value: unknown): value is unknown[] | Record<string, unknown> {
  return Array.isArray(value) || isObject(value);
}

/** The index that a key means: negative ones count from the end of `length`. */
function indexOf(key: string, length: number): number | undefined {
  if (!/^-?\d+$/.test(key)) return undefined;
  const index = Number(key) < 0 ? length + Number(key) : Number(key);
  return index >= 0 && index < length ? index : undefined;
}

function read({ parent, key }: Place): unknown {
  if (!Array.isArray(parent)) return Object.hasOwn(parent, key) ? parent[key] : undefined;
  const index = indexOf(key, parent.length);
  return index === undefined ? undefined : parent[index];
}

function write({ parent, key }: Place, value: unknown): undefined {
  if (Array.isArray(parent)) parent[indexOf(key, parent.length) ?? parent.length] = value;
  else Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
  return undefined;
}

function add(place: Place, value: unknown): string | undefined {
  const { parent, key } = place;
  if (!Array.isArray(parent)) return write(place, value);
  const index = key === '-' ? parent.length : indexOf(key, parent.length + 1);
  if (index === undefined) return `add: unable to access invalid index: ${key}`;
  parent.splice(index, 0, value);
  return undefined;
}

function remove({ parent, key }: Place): string | undefined {
  if (Array.isArray(parent)) {
    const index = indexOf(key, parent.length);
    if (index === undefined) return `remove: unable to access invalid index: ${key}`;
    parent.splice(index, 1);
    return undefined;
  }
  if (!Object.hasOwn(parent, key)) return `remove: unable to remove nonexistent key: ${key}`;
  delete parent[key];
  return undefined;
}
