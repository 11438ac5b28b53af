import type { JsonObject } from '../../lib/json.ts';
import { objectOf } from '../projections/read.ts';
import { createListDecoder } from './list-decoder.ts';
import { StreamError } from './stream-error.ts';

/** The objects of a list, as its bytes arrive. */
export interface ObjectsDecoder<T> {
  /** Objects that the chunk completes; each is read when it is taken. @throws StreamError for what is no list */
  push(chunk: Uint8Array): Iterable<T>;
  /** The list's `metadata`. @throws StreamError where the list is not complete. */
  end(): JsonObject;
}

/** A list in JSON. */
export function createJsonObjectsDecoder<T>(
  project: (raw: JsonObject) => T,
  maxObjectBytes: number,
): ObjectsDecoder<T> {
  const decoder = createListDecoder(maxObjectBytes);
  return {
    *push(chunk) {
      for (const text of decoder.push(chunk)) yield project(parseItem(text));
    },
    end: () => objectOf(decoder.end()['metadata']),
  };
}

function parseItem(text: string): JsonObject {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    throw new StreamError('an item of a list is not JSON');
  }
}
