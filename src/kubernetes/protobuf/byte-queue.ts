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
const mostBehind = 1024;

export function createByteQueue(): ByteQueue {
  let chunks: Buffer[] = [];
  /** Of the chunk after the first. A chunk is not shifted out of an array of thousands: that moves them all. */
  let behind = 0;
  let first: Buffer = empty;
  let offset = 0;
  let length = 0;

  /** A copy of bytes that lie in more than one chunk. */
  function copy(count: number): Buffer {
    const bytes = Buffer.allocUnsafe(count);
    let copied = first.copy(bytes, 0, offset);
    for (let next = behind; copied < count; next += 1) copied += (chunks[next] ?? empty).copy(bytes, copied);
    return bytes;
  }

  /** Leaves so many bytes behind. */
  function pass(count: number): void {
    length -= count;
    offset += count;
    // A quiet stream must not keep its last chunk alive.
    while (offset >= first.length && (behind < chunks.length || first.length > 0)) {
      offset -= first.length;
      first = chunks[behind] ?? empty;
      if (behind < chunks.length) chunks[behind++] = empty;
    }
    if (behind === chunks.length || behind >= mostBehind) {
      chunks = chunks.slice(behind);
      behind = 0;
    }
  }

  return {
    get length() {
      return length;
    },
    push(chunk) {
      if (chunk.byteLength === 0) return;
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (length === 0) first = bytes;
      else chunks.push(bytes);
      length += bytes.length;
    },
    peek(count) {
      const there = Math.min(count, length);
      return there <= first.length - offset ? first.subarray(offset, offset + there) : copy(there);
    },
    take(count) {
      if (count > length) throw new RangeError('more bytes were asked for than there are');
      const taken = count <= first.length - offset ? first.subarray(offset, offset + count) : copy(count);
      pass(count);
      return taken;
    },
  };
}
