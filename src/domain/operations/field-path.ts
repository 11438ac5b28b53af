import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { FieldPath } from './field-change.ts';

/** Whether a value is a JSON object. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two values, or two absences, are the same. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  return isDeepStrictEqual(a, b);
}

/** What stands at one segment of a path: its key in JSON pointers, and its value (undefined: not there). */
export interface Place {
  readonly key: string;
  readonly value: Json | undefined;
}

/** Where a segment leads from a value. A member that a list lacks has the key `-`: where it would be added. */
export function step(value: Json | undefined, segment: FieldPath[number]): Place {
  if (typeof segment === 'string') {
    return {
      key: segment,
      value: isJsonObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined,
    };
  }
  const items: readonly Json[] = Array.isArray(value) ? value : [];
  const index = items.findLastIndex((item) => isJsonObject(item) && item['name'] === segment.name);
  return index < 0 ? { key: '-', value: undefined } : { key: String(index), value: items[index] };
}

/** The value of a field; undefined where it is not there. */
export function valueAt(object: Json, path: FieldPath): Json | undefined {
  let value: Json | undefined = object;
  for (const segment of path) value = step(value, segment).value;
  return value;
}

/** A JSON pointer (RFC 6901) of keys. */
export function pointerOf(keys: readonly string[]): string {
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Whether two paths name the same field. */
export function samePath(a: FieldPath, b: FieldPath): boolean {
  return isDeepStrictEqual(a, b);
}
