import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { numberOf, objectOf, textOf } from '../projections/read.ts';
import { StreamError } from './stream-error.ts';

/** One line of a watch. */
export type WatchEvent<T extends CachedObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T; readonly resourceVersion: string }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  | {
      readonly type: 'ERROR';
      readonly status: number;
      readonly statusReason: string;
      readonly message: string;
      readonly retryAfterMs: number | null;
    };

/** The object of an event, as what the type of the event says that it is. */
export interface EventObject<T extends CachedObject> {
  /** What the caches hold. @throws ProjectionError */
  projected(): T;
  /** What its JSON says, of a bookmark or a Status. */
  raw(): JsonObject;
}

/** @throws StreamError for a line that no API server sends: a line is never passed over. */
export function parseWatchEvent<T extends CachedObject>(line: string, project: (raw: JsonObject) => T): WatchEvent<T> {
  const event = parse(line);
  const object = objectOf(event['object']);
  return watchEventOf(event['type'], { projected: () => project(object), raw: () => object });
}

/** The event that a watch tells by this type and object, however they came. @throws StreamError */
export function watchEventOf<T extends CachedObject>(type: Json | undefined, object: EventObject<T>): WatchEvent<T> {
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED': {
      const projected = object.projected();
      return { type, object: projected, resourceVersion: stated(projected.meta.resourceVersion) };
    }
    case 'BOOKMARK': {
      const metadata = objectOf(object.raw()['metadata']);
      return {
        type: 'BOOKMARK',
        resourceVersion: stated(textOf(metadata['resourceVersion'])),
        initialEventsEnd: objectOf(metadata['annotations'])['k8s.io/initial-events-end'] === 'true',
      };
    }
    case 'ERROR': {
      const status = object.raw();
      const seconds = numberOf(objectOf(status['details'])['retryAfterSeconds']);
      return {
        type: 'ERROR',
        status: numberOf(status['code']) ?? 0,
        statusReason: textOf(status['reason']) ?? '',
        message: textOf(status['message']) ?? '',
        retryAfterMs: seconds === null ? null : seconds * 1000,
      };
    }
    default:
      throw new StreamError('an event of a watch has no known type');
  }
}

function stated(version: string | null): string {
  if (version === null || version === '') throw new StreamError('an event of a watch has no resourceVersion');
  return version;
}

function parse(line: string): JsonObject {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as JsonObject;
  } catch {
    // Told below, without the text: it may hold anything.
  }
  throw new StreamError('a line of a watch is not JSON');
}
