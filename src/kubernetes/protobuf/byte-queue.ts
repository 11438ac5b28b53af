/** Bytes as they arrive, to be taken in pieces of any length. Copies only what lies across chunks. */
export interface ByteQueue {
  readonly length: number;
  push(chunk: Uint8Array): void;
  /** The first bytes, without taking them; all there are where there are fewer. */
  peek(count: number): Buffer;
  /** Takes so many bytes. @throws RangeError where there are fewer */
  take(count: number): Buffer;
}

const empty = Buffer.alloc(0);

export function createByteQueue(): ByteQueue {
  const chunks: Buffer[] = [];
  let first: Buffer = empty;
  let offset = 0;
  let length = 0;

  /** Makes the first chunk hold so many bytes. */
  function gather(count: number): void {
    if (first.length === offset) {
      first = chunks.shift() ?? empty;
      offset = 0;
    }
    if (first.length - offset >= count) return;
    const parts = [first.subarray(offset)];
    let gathered = first.length - offset;
    while (gathered < count) {
      const next = chunks.shift();
      if (next === undefined) throw new RangeError('more bytes were asked for than there are');
      parts.push(next);
      gathered += next.length;
    }
    first = Buffer.concat(parts, gathered);
    offset = 0;
  }

  return {
    get length() {
      return length;
    },
    push(chunk) {
      if (chunk.byteLength === 0) return;
      chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      length += chunk.byteLength;
    },
    peek(count) {
      const there = Math.min(count, length);
      gather(there);
      return first.subarray(offset, offset + there);
    },
    take(count) {
      gather(count);
      const taken = first.subarray(offset, offset + count);
      offset += count;
      length -= count;
      // A quiet stream must not keep its last chunk alive.
      if (length === 0) {
        first = empty;
        offset = 0;
      }
      return taken;
    },
  };
}
