import { StreamError } from '../reflector/stream-error.ts';
import { createByteQueue } from './byte-queue.ts';

/** Cuts a byte stream into frames, each behind its length in four bytes (big-endian). Holds at most one unfinished frame. */
export interface FrameDecoder {
  /** Frames that the chunk completes. @throws StreamError where a frame is larger than allowed */
  push(chunk: Uint8Array): Iterable<Buffer>;
  /** @throws StreamError where the stream ended within a frame */
  end(): void;
}

const lengthBytes = 4;

export function createFrameDecoder(maxBytes: number): FrameDecoder {
  const queue = createByteQueue();
  /** Of the frame that has begun. */
  let wanted: number | null = null;

  return {
    *push(chunk) {
      queue.push(chunk);
      for (;;) {
        if (wanted === null) {
          if (queue.length < lengthBytes) return;
          wanted = queue.take(lengthBytes).readUInt32BE();
          if (wanted > maxBytes) throw new StreamError(`an object is larger than ${maxBytes} bytes`);
        }
        if (queue.length < wanted) return;
        const frame = queue.take(wanted);
        wanted = null;
        yield frame;
      }
    },
    end() {
      if (wanted !== null || queue.length > 0) throw new StreamError('the stream ended within an object');
    },
  };
}
