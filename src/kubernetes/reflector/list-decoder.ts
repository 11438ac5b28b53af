import type { JsonObject } from '../../lib/json.ts';
import { StreamError } from './stream-error.ts';

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;

/**
 * Reads a Kubernetes list as it arrives, item by item, so that no list, however large, has to be parsed in one go.
 * Only looks at structure; each item is parsed on its own by whoever takes it.
 */
export interface ListDecoder {
  /** JSON texts of the items that the chunk completes. @throws StreamError where it is no list, or an item is too large. */
  push(chunk: Uint8Array): readonly string[];
  /** The list without its items. @throws StreamError where the list is not complete. */
  end(): JsonObject;
}

export function createListDecoder(maxItemBytes: number): ListDecoder {
  /** Everything outside of the items. */
  const envelope: Uint8Array[] = [];
  let envelopeSize = 0;
  /** Parts of the item that has begun. */
  const item: Uint8Array[] = [];
  let itemSize = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let inItems = false;
  let done = false;

  function keepEnvelope(part: Uint8Array): void {
    envelopeSize += part.byteLength;
    if (envelopeSize > 1024 * 1024) throw new StreamError('this is no list');
    envelope.push(part);
  }

  function keepItem(part: Uint8Array): void {
    itemSize += part.byteLength;
    if (itemSize > maxItemBytes) throw new StreamError(`an item is larger than ${maxItemBytes} bytes`);
    item.push(part);
  }

  function afterItemsKey(): boolean {
    return /"items"\s*:\s*$/.test(Buffer.concat(envelope).subarray(-64).toString('utf8'));
  }

  /** Where the string that the position is in ends, behind its quote; the chunk's length where it goes on. */
  function skipString(chunk: Uint8Array, position: number): number {
    let at = position;
    if (escaped) {
      escaped = false;
      at += 1;
    }
    for (;;) {
      const end = chunk.indexOf(quote, at);
      const stop = end === -1 ? chunk.length : end;
      let backslashes = 0;
      while (stop - backslashes > at && chunk[stop - backslashes - 1] === backslash) backslashes += 1;
      const odd = backslashes % 2 === 1;
      if (end === -1) {
        escaped = odd;
        return chunk.length;
      }
      at = end + 1;
      if (!odd) {
        inString = false;
        return at;
      }
    }
  }

  return {
    push(chunk) {
      const items: string[] = [];
      let from = 0;
      let at = 0;
      while (at < chunk.length) {
        if (inString) {
          at = skipString(chunk, at);
          continue;
        }
        const byte = chunk[at];
        if (byte === quote) {
          inString = true;
        } else if (byte === openBrace || byte === openBracket) {
          if (byte === openBracket && depth === 1 && !inItems) {
            keepEnvelope(chunk.subarray(from, at));
            from = at;
            if (afterItemsKey()) {
              keepEnvelope(chunk.subarray(at, at + 1));
              from = at + 1;
              inItems = true;
            }
          } else if (inItems && depth === 2) {
            from = at;
          }
          depth += 1;
        } else if (byte === closeBrace || byte === closeBracket) {
          depth -= 1;
          if (inItems && depth === 2) {
            keepItem(chunk.subarray(from, at + 1));
            from = at + 1;
            items.push(Buffer.concat(item, itemSize).toString('utf8'));
            item.length = 0;
            itemSize = 0;
          } else if (inItems && depth === 1) {
            inItems = false;
            from = at;
          } else if (depth === 0) {
            done = true;
          }
        } else if (byte === comma && inItems && depth === 2) {
          from = at + 1;
        }
        at += 1;
      }
      const rest = chunk.subarray(from);
      if (!inItems) keepEnvelope(rest);
      else if (depth > 2) keepItem(rest);
      return items;
    },

    end() {
      if (!done) throw new StreamError('the list ended early');
      try {
        const value: unknown = JSON.parse(Buffer.concat(envelope).toString('utf8'));
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
      } catch {
        // Told below, as anything else that is no list.
      }
      throw new StreamError('this is no list');
    },
  };
}
