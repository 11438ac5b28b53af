import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { JsonObject } from '../../lib/json.ts';
import { createLineDecoder } from './line-decoder.ts';
import { parseWatchEvent } from './watch-events.ts';
import type { WatchEvent } from './watch-events.ts';

/** The events of a watch, as its bytes arrive. */
export interface WatchDecoder<T extends CachedObject> {
  /** Events that the chunk completes; each is read when it is taken. @throws StreamError for what is no event */
  push(chunk: Uint8Array): Iterable<WatchEvent<T>>;
  /** @throws StreamError where the stream ended within an event. */
  end(): void;
}

/** A watch in JSON: a line an event. */
export function createJsonWatchDecoder<T extends CachedObject>(
  project: (raw: JsonObject) => T,
  maxObjectBytes: number,
): WatchDecoder<T> {
  const lines = createLineDecoder(maxObjectBytes);
  return {
    *push(chunk) {
      for (const line of lines.push(chunk)) yield parseWatchEvent(line, project);
    },
    end: () => lines.end(),
  };
}
