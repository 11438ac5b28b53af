import { StreamError } from './stream-error.ts';

const newline = 0x0a;

/** Cuts a byte stream into lines. Holds at most one unfinished line. */
export interface LineDecoder {
  /** Lines that the chunk completes. @throws StreamError where a line is longer than allowed. */
  push(chunk: Uint8Array): Iterable<string>;
  /** @throws StreamError where the stream ended within a line. */
  end(): void;
}

/** Lines of at most `maxBytes` bytes, without their line feed; empty lines are left out. */
export function createLineDecoder(maxBytes: number): LineDecoder {
  const parts: Uint8Array[] = [];
  let size = 0;

  function keep(part: Uint8Array): void {
    size += part.byteLength;
    if (size > maxBytes) throw new StreamError(`a line is longer than ${maxBytes} bytes`);
    if (part.byteLength > 0) parts.push(part);
  }

  return {
    *push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
        keep(chunk.subarray(from, at));
        const line = Buffer.concat(parts, size).toString('utf8');
        parts.length = 0;
        size = 0;
        from = at + 1;
        if (line !== '') yield line;
      }
      keep(chunk.subarray(from));
    },
    end() {
      if (size > 0) throw new StreamError('the stream ended within a line');
    },
  };
}
