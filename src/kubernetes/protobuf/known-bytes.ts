/**
 * Bytes that were seen before, each in a slot by its hash; what falls on the slot of others takes their place. Bounded, and all of it
 * is forgotten when there is no more room. Four bytes are looked at in one step: knowing a message again is a tenth of reading it.
 */
export class KnownBytes {
  readonly #slots: number;
  readonly #held: Uint8Array;
  readonly #view: DataView;
  /** By slot: where the bytes lie, and how many there are; -1 where there are none. */
  readonly #at: Int32Array;
  readonly #length: Int32Array;
  #used = 0;

  /** `slots` is a power of two, `room` is in bytes. */
  constructor(slots: number, room: number) {
    this.#slots = slots;
    this.#held = new Uint8Array(room);
    this.#view = new DataView(this.#held.buffer);
    this.#at = new Int32Array(slots);
    this.#length = new Int32Array(slots).fill(-1);
  }

  /** Where bytes like those from `start` to `end` (exclusive) are, or would be. */
  slotOf(from: DataView, start: number, end: number): number {
    return hashOf(from, start, end) & (this.#slots - 1);
  }

  /** Whether the slot has any bytes. */
  isTaken(slot: number): boolean {
    return this.#length[slot] !== -1;
  }

  /** Whether it is these bytes that the slot has. */
  has(slot: number, from: DataView, start: number, end: number): boolean {
    if (this.#length[slot] !== end - start) return false;
    const held = this.#view;
    let mine = this.#at[slot] ?? 0;
    let at = start;
    for (; at + 4 <= end; at += 4, mine += 4) if (from.getInt32(at, true) !== held.getInt32(mine, true)) return false;
    for (; at < end; at += 1, mine += 1) if (from.getUint8(at) !== held.getUint8(mine)) return false;
    return true;
  }

  /** Puts bytes into a slot, and others that belong to them. False where there is too little room for so many. */
  put(slot: number, bytes: Uint8Array, others: Uint8Array = none): boolean {
    // Three more, since copies go four by four.
    const size = bytes.length + others.length + 3;
    if (size > this.#held.length / 64) return false;
    if (this.#used + size > this.#held.length) {
      this.#length.fill(-1);
      this.#used = 0;
    }
    this.#held.set(bytes, this.#used);
    this.#held.set(others, this.#used + bytes.length);
    this.#at[slot] = this.#used;
    this.#length[slot] = bytes.length;
    this.#used += size;
    return true;
  }

  /** Copies so many of the others in a slot; up to three bytes behind them are written, too. */
  copyOthers(slot: number, count: number, to: DataView, at: number): void {
    const held = this.#view;
    const from = (this.#at[slot] ?? 0) + (this.#length[slot] ?? 0);
    for (let done = 0; done < count; done += 4) to.setInt32(at + done, held.getInt32(from + done, true), true);
  }
}

const none = new Uint8Array(0);

let viewed: Buffer = Buffer.alloc(0);
let view = new DataView(viewed.buffer, viewed.byteOffset, viewed.length);

/** The bytes of a buffer, to be read four by four. Of one object many things are asked for one after the other, by the same view. */
export function viewOf(bytes: Buffer): DataView {
  if (bytes !== viewed) {
    viewed = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  return view;
}

/** Of all the bytes from `start` to `end` (exclusive), four in one step. */
export function hashOf(from: DataView, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) hash = Math.imul(hash ^ from.getInt32(at, true), 0x9e3779b1) ^ (hash >>> 15);
  for (; at < end; at += 1) hash = Math.imul(hash ^ from.getUint8(at), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
