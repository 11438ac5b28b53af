import type { Json, JsonObject } from '../../lib/json.ts';

const nothing: JsonObject = Object.freeze({});
const none: readonly JsonObject[] = Object.freeze([]);

/** The value if it is an object, else an empty one: members of what is not there are not there. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : nothing;
}

/** The objects of an array; empty where it is none. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : none;
}

export function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** RFC 3339 as milliseconds since the epoch; as such it already comes where JSON did not carry it. */
export function timeOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : time;
}

/** Members that are strings. */
export function textsOf(value: Json | undefined): Readonly<Record<string, string>> {
  return textMembers(objectOf(value));
}

const textMembers = oncePerShared((raw: JsonObject): Readonly<Record<string, string>> => {
  const texts: Record<string, string> = {};
  for (const [name, text] of Object.entries(raw)) if (typeof text === 'string') texts[name] = text;
  return Object.freeze(texts);
});

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Freezes a value and all it holds; projected objects are shared by everyone. Of what there are hundreds of thousands of, each part
 * is frozen where it is made: that costs a fifth of looking for the parts.
 */
export function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) if (typeof inner === 'object') freeze(inner);
  }
  return value;
}

/**
 * The projection of what many objects have in common: one for all of them. Only what was read once for all is frozen before it is
 * projected (see `MessageReader`), and by that it is known again.
 */
export function oncePerShared<T extends object>(project: (raw: JsonObject) => T): (raw: JsonObject) => T {
  const known = new WeakMap<JsonObject, T>();
  return (raw) => {
    if (!Object.isFrozen(raw)) return project(raw);
    let projected = known.get(raw);
    if (projected === undefined) known.set(raw, (projected = freeze(project(raw))));
    return projected;
  };
}
