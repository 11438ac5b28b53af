import { isMarkedAsUntransferable } from 'node:worker_threads';

/**
 * Bytes as they arrive, to be taken in pieces of any length. Copies only what lies across chunks. What is taken or peeked at is to be
 * read before anything else is asked of the queue: see `push`.
 */
export interface ByteQueue {
  readonly length: number;
  /**
   * The memory that the chunk lies in is the queue's from now on: it is given back as soon as all of it was taken, and something that
   * lies elsewhere follows. A socket's reads are 64 KB each (16 KB over TLS), outside of the heap. Left to the collector, those of many lists at once
   * stay until all of the heap is marked, and are so large that this is done again and again for their sake.
   */
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
  /** Where what was taken may lie, and nothing that is still to be taken: to be given back. */
  let spent: ArrayBufferLike | null = null;

  /** A copy of bytes that lie in more than one chunk. */
  function copy(count: number): Buffer {
    const bytes = Buffer.allocUnsafe(count);
    let copied = first.copy(bytes, 0, offset);
    for (let next = behind; copied < count && next < chunks.length; next += 1)
      copied += (chunks[next] ?? empty).copy(bytes, copied);
    // Or what somebody else's memory held would be read as an object.
    if (copied < count) throw new RangeError('bytes were given back before they were taken');
    return bytes;
  }

  /** Leaves so many bytes behind. */
  function pass(count: number): void {
    length -= count;
    offset += count;
    // A quiet stream must not keep its last chunk alive.
    while (offset >= first.length && (behind < chunks.length || first.length > 0)) {
      offset -= first.length;
      const left = first.buffer;
      first = chunks[behind] ?? empty;
      if (behind < chunks.length) chunks[behind++] = empty;
      if (first === empty || first.buffer === left) continue;
      tidy();
      spent = left;
    }
    if (behind === chunks.length || behind >= mostBehind) {
      chunks = chunks.slice(behind);
      behind = 0;
    }
  }

  /** What was taken before has been read by now. In Node's own pool, which is marked so, lie buffers of all kinds. */
  function tidy(): void {
    if (spent instanceof ArrayBuffer && !isMarkedAsUntransferable(spent)) spent.transfer(0);
    spent = null;
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
      tidy();
    },
    peek(count) {
      const there = Math.min(count, length);
      return there <= first.length - offset ? first.subarray(offset, offset + there) : copy(there);
    },
    take(count) {
      if (count > length) throw new RangeError('more bytes were asked for than there are');
      tidy();
      const taken = count <= first.length - offset ? first.subarray(offset, offset + count) : copy(count);
      pass(count);
      return taken;
    },
  };
}
