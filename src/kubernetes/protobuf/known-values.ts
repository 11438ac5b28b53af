import { KnownBytes, viewOf } from './known-bytes.ts';

/** What was made of bytes before, so that equal bytes are read once and what they say is held once. Bounded. */
export class KnownValues<T> {
  readonly #known: KnownBytes;
  readonly #values: (T | undefined)[];

  /** `slots` is a power of two, `room` is in bytes. */
  constructor(slots: number, room: number) {
    this.#known = new KnownBytes(slots, room);
    this.#values = Array.from<T | undefined>({ length: slots });
  }

  /** The value of the bytes from `start` to `end` (exclusive), which `make` makes of bytes that are not known. */
  of(bytes: Buffer, start: number, end: number, make: (bytes: Buffer, start: number, end: number) => T): T {
    const view = viewOf(bytes);
    const slot = this.#known.slotOf(view, start, end);
    if (this.#known.has(slot, view, start, end)) {
      const value = this.#values[slot];
      if (value !== undefined) return value;
    }
    const made = make(bytes, start, end);
    if (this.#known.put(slot, bytes.subarray(start, end))) this.#values[slot] = made;
    return made;
  }
}
