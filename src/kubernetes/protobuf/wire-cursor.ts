import { StreamError } from '../reflector/stream-error.ts';

/** How a field lies in the bytes: the lowest three bits of its tag. */
export const wireTypes = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;

/**
 * A place in bytes that are read field by field. Every `end` is exclusive, and nothing is read beyond it.
 * @see https://protobuf.dev/programming-guides/encoding/
 * @throws StreamError for bytes that are no message
 */
export class WireCursor {
  bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** An unsigned number of at most 32 bits. */
  unsigned(end: number): number {
    const byte = this.#next(end);
    if (byte < 0x80) return byte;
    let result = byte & 0x7f;
    for (let shift = 7; ; shift += 7) {
      const next = this.#next(end);
      if (shift === 28 && next > 0x0f) throw new StreamError('a number is too long');
      result |= (next & 0x7f) << shift;
      if (next < 0x80) return result >>> 0;
    }
  }

  /** A signed number of 64 bits, rounded as JSON.parse rounds it. */
  int(end: number): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#next(end);
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) return high * 0x1_0000_0000 + (low >>> 0);
    }
    throw new StreamError('a number is too long');
  }

  /** The end of what begins here with its length. */
  stop(end: number): number {
    const length = this.unsigned(end);
    if (length > end - this.at) cutShort();
    return this.at + length;
  }

  /** As `stop`, of a field that has to have a length. */
  stopOf(wire: number, end: number): number {
    if (wire !== wireTypes.delimited) throw new StreamError('a field has another form than its type');
    return this.stop(end);
  }

  /** As `int`, of a field that has to be a number. */
  intOf(wire: number, end: number): number {
    if (wire !== wireTypes.varint) throw new StreamError('a field has another form than its type');
    return this.int(end);
  }

  skip(wire: number, end: number): void {
    if (wire === wireTypes.varint) this.int(end);
    else if (wire === wireTypes.delimited) this.at = this.stop(end);
    else if (wire === wireTypes.fixed64) this.at += 8;
    else if (wire === wireTypes.fixed32) this.at += 4;
    else throw new StreamError('a field has no known form');
    if (this.at > end) cutShort();
  }

  #next(end: number): number {
    if (this.at >= end) cutShort();
    const byte = this.bytes[this.at] ?? 0;
    this.at += 1;
    return byte;
  }
}

function cutShort(): never {
  throw new StreamError('a message is cut short');
}
