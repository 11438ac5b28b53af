import { createLineDecoder } from './line-decoder.ts';
import { parseWatchEvent } from './watch-events.ts';
import type { WatchEvent } from './watch-events.ts';

/** The events of a watch, as its bytes arrive. */
export interface WatchDecoder {
  /** Events that the chunk completes; each is read when it is taken. @throws StreamError for what is no event */
  push(chunk: Uint8Array): Iterable<WatchEvent>;
  /** @throws StreamError where the stream ended within an event. */
  end(): void;
}

/** A watch in JSON: a line an event. */
export function createJsonWatchDecoder(maxObjectBytes: number): WatchDecoder {
  const lines = createLineDecoder(maxObjectBytes);
  return {
    *push(chunk) {
      for (const line of lines.push(chunk)) yield parseWatchEvent(line);
    },
    end: () => lines.end(),
  };
}
