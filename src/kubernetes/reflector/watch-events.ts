import type { Json, JsonObject } from '../../lib/json.ts';
import { numberOf, objectOf, textOf } from '../projections/read.ts';
import { StreamError } from './stream-error.ts';

/** One line of a watch. */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: JsonObject; readonly resourceVersion: string }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  | {
      readonly type: 'ERROR';
      readonly status: number;
      readonly statusReason: string;
      readonly message: string;
      readonly retryAfterMs: number | null;
    };

/** @throws StreamError for a line that no API server sends: a line is never passed over. */
export function parseWatchEvent(line: string): WatchEvent {
  const event = parse(line);
  return watchEventOf(event['type'], objectOf(event['object']));
}

/** The event that a watch tells by this type and object, however they came. @throws StreamError */
export function watchEventOf(type: Json | undefined, object: JsonObject): WatchEvent {
  const metadata = objectOf(object['metadata']);
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object, resourceVersion: versionOf(metadata) };
    case 'BOOKMARK':
      return {
        type: 'BOOKMARK',
        resourceVersion: versionOf(metadata),
        initialEventsEnd: objectOf(metadata['annotations'])['k8s.io/initial-events-end'] === 'true',
      };
    case 'ERROR': {
      const seconds = numberOf(objectOf(object['details'])['retryAfterSeconds']);
      return {
        type: 'ERROR',
        status: numberOf(object['code']) ?? 0,
        statusReason: textOf(object['reason']) ?? '',
        message: textOf(object['message']) ?? '',
        retryAfterMs: seconds === null ? null : seconds * 1000,
      };
    }
    default:
      throw new StreamError('an event of a watch has no known type');
  }
}

function versionOf(metadata: JsonObject): string {
  const version = textOf(metadata['resourceVersion']);
  if (version === null) throw new StreamError('an event of a watch has no resourceVersion');
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
