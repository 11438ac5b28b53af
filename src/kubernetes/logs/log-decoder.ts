import { maxLineBytes } from '../../domain/logs/log-line.ts';
import type { RawLine } from '../../domain/logs/log-line.ts';
import { parseLogTime } from '../../domain/logs/log-time.ts';
import { trimEnd } from '../../lib/trim-end.ts';

const newline = 0x0a;
/** What stands for bytes that are no text, such as a part of a character. */
const replacementCharacter = 0xfffd;
/** The longest timestamp, and the space behind it. */
const prefixBytes = 40;

/** Cuts the answer to a log request into lines, each with its moment (`timestamps=true`). Holds at most one line of `maxLineBytes`. */
export interface LogDecoder {
  push(chunk: Uint8Array): Iterable<RawLine>;
  /** Lines without a moment: they are the kubelet's own words, and no part of the log. */
  readonly foreign: string | null;
}

export function createLogDecoder(): LogDecoder {
  const parts: Uint8Array[] = [];
  let kept = 0;
  let size = 0;
  let foreign: string | null = null;

  function keep(part: Uint8Array): void {
    size += part.byteLength;
    const room = maxLineBytes + prefixBytes - kept;
    const fitting = part.byteLength > room ? part.subarray(0, room) : part;
    if (fitting.byteLength === 0) return;
    kept += fitting.byteLength;
    parts.push(fitting);
  }

  function take(): RawLine | null {
    const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, kept);
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    const whole = size;
    parts.length = 0;
    kept = 0;
    size = 0;
    const space = all.indexOf(' ');
    const time = parseLogTime(space === -1 ? all : all.slice(0, space));
    if (time === null) {
      if (all !== '') foreign = all.slice(0, 500);
      return null;
    }
    const text = space === -1 ? '' : all.slice(space + 1);
    const truncated = whole - space - 1 > maxLineBytes;
    return { time, text: truncated ? cutTo(text, maxLineBytes) : text, truncated };
  }

  return {
    get foreign() {
      return foreign;
    },
    *push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
        keep(chunk.subarray(from, at));
        from = at + 1;
        const line = take();
        if (line !== null) yield line;
      }
      // The rest may be overwritten by whoever gave the chunk.
      keep(chunk.slice(from));
    },
  };
}

function cutTo(text: string, bytes: number): string {
  return trimEnd(Buffer.from(text).subarray(0, bytes).toString('utf8'), replacementCharacter);
}
