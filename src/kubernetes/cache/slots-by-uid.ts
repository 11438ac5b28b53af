import { randomInt } from 'node:crypto';

/** The slots of objects by their uids. A map is one, in the order in which they came. */
export interface SlotsByUid {
  readonly size: number;
  get(uid: string): number | undefined;
  /** Of an object that is not there yet, in a slot in which none is. */
  set(uid: string, slot: number): void;
  delete(uid: string): void;
  /** What comes or goes meanwhile may be among them or not. */
  keys(): Iterable<string>;
  values(): Iterable<number>;
}

/** Words of a UUID. */
const perSlot = 4;
const uuidLength = 36;
const dash = 0x2d;
/** By the character: what it is as a digit of a UUID; -1 for what is none. API servers write small letters. */
const digits = Int8Array.from({ length: 128 }, (_, code) => '0123456789abcdef'.indexOf(String.fromCharCode(code)));
/** Of each byte, its two digits as two bytes. */
const pairs = Uint16Array.from({ length: 256 }, (_, byte) =>
  Buffer.from(byte.toString(16).padStart(2, '0')).readUInt16BE(),
);

/** What `readUuid` read last. */
const read = new Int32Array(perSlot);
const written = Buffer.alloc(uuidLength, dash);

/**
 * For very many objects, whose uids are UUIDs: 17 bytes each, and 6 to 12 in a table of hashes, none of which collections of garbage
 * look at. A string and an entry of a map are 100. Other uids are in a map. In the order of their slots.
 */
export class PackedSlots implements SlotsByUid {
  #words = new Int32Array(0);
  /** Of each slot, whether its words are those of an object that is there. */
  #isPacked = new Uint8Array(0);
  /** Slots and one more, by hash; where that place is taken, in one of the next. 0: none. Its length is a power of two. */
  #places = new Int32Array(16);
  #packed = 0;
  readonly #others = new Map<string, number>();
  readonly #otherUids = new Map<number, string>();
  /** So that nobody can make uids that are all looked for in one place. */
  readonly #seed = randomInt(2 ** 32);

  get size(): number {
    return this.#packed + this.#others.size;
  }

  get(uid: string): number | undefined {
    if (!readUuid(uid)) return this.#others.get(uid);
    const place = this.#places[this.#find()] ?? 0;
    return place === 0 ? undefined : place - 1;
  }

  set(uid: string, slot: number): void {
    if (!readUuid(uid)) {
      this.#others.set(uid, slot);
      this.#otherUids.set(slot, uid);
      return;
    }
    if (slot >= this.#isPacked.length) this.#makeRoom(slot + 1);
    this.#words.set(read, perSlot * slot);
    this.#isPacked[slot] = 1;
    this.#packed += 1;
    if (3 * this.#packed > 2 * this.#places.length) this.#spread();
    else this.#places[this.#find()] = slot + 1;
  }

  delete(uid: string): void {
    if (!readUuid(uid)) {
      const slot = this.#others.get(uid);
      if (slot !== undefined) this.#otherUids.delete(slot);
      this.#others.delete(uid);
      return;
    }
    const place = this.#find();
    const slot = (this.#places[place] ?? 0) - 1;
    if (slot === -1) return;
    this.#isPacked[slot] = 0;
    this.#packed -= 1;
    this.#close(place);
  }

  /** The uid of the object in the slot, in which there has to be one. */
  uidAt(slot: number): string {
    if (this.#isPacked[slot] !== 1) return this.#otherUids.get(slot) ?? '';
    let at = 0;
    for (let word = 0; word < perSlot; word += 1) {
      const bits = this.#words[perSlot * slot + word] ?? 0;
      for (let shift = 24; shift >= 0; shift -= 8) {
        if (at === 8 || at === 13 || at === 18 || at === 23) at += 1;
        written.writeUInt16BE(pairs[(bits >>> shift) & 0xff] ?? 0, at);
        at += 2;
      }
    }
    return written.toString('latin1');
  }

  *keys(): Generator<string, void, undefined> {
    for (const slot of this.values()) yield this.uidAt(slot);
  }

  *values(): Generator<number, void, undefined> {
    for (let slot = 0; slot < this.#isPacked.length; slot += 1) if (this.#isPacked[slot] === 1) yield slot;
    yield* this.#others.values();
  }

  /** The place of the UUID that was read last, or the free one in which it would be. */
  #find(): number {
    const last = this.#places.length - 1;
    let place = hashOf(read, 0, this.#seed) & last;
    for (;;) {
      const slot = (this.#places[place] ?? 0) - 1;
      if (slot === -1 || this.#isReadAt(perSlot * slot)) return place;
      place = (place + 1) & last;
    }
  }

  #isReadAt(at: number): boolean {
    const words = this.#words;
    return words[at] === read[0] && words[at + 1] === read[1] && words[at + 2] === read[2] && words[at + 3] === read[3];
  }

  /** Empties a place. Those behind it that could not have it come nearer to where they are looked for first. */
  #close(place: number): void {
    const places = this.#places;
    const last = places.length - 1;
    let hole = place;
    for (let next = (hole + 1) & last; places[next] !== 0; next = (next + 1) & last) {
      const slot = (places[next] ?? 0) - 1;
      const first = hashOf(this.#words, perSlot * slot, this.#seed) & last;
      if (((next - first) & last) < ((next - hole) & last)) continue;
      places[hole] = slot + 1;
      hole = next;
    }
    places[hole] = 0;
  }

  /** Doubles the places, and puts all there anew. */
  #spread(): void {
    const places = new Int32Array(2 * this.#places.length);
    const last = places.length - 1;
    for (let slot = 0; slot < this.#isPacked.length; slot += 1) {
      if (this.#isPacked[slot] !== 1) continue;
      let place = hashOf(this.#words, perSlot * slot, this.#seed) & last;
      while (places[place] !== 0) place = (place + 1) & last;
      places[place] = slot + 1;
    }
    this.#places = places;
  }

  #makeRoom(slots: number): void {
    const room = Math.ceil((slots + 24) * 1.25);
    const words = new Int32Array(perSlot * room);
    words.set(this.#words);
    this.#words = words;
    const isPacked = new Uint8Array(room);
    isPacked.set(this.#isPacked);
    this.#isPacked = isPacked;
  }
}

/** Reads a UUID as API servers write it into `read`. False for any other text. */
function readUuid(text: string): boolean {
  if (text.length !== uuidLength) return false;
  let word = 0;
  let count = 0;
  for (let at = 0; at < uuidLength; at += 1) {
    const code = text.charCodeAt(at);
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== dash) return false;
      continue;
    }
    const digit = code < 128 ? (digits[code] ?? -1) : -1;
    if (digit === -1) return false;
    word = (word << 4) | digit;
    count += 1;
    if (count % 8 === 0) read[count / 8 - 1] = word;
  }
  return true;
}

function hashOf(words: Int32Array, at: number, seed: number): number {
  let hash = seed | 0;
  for (let word = 0; word < perSlot; word += 1) {
    hash = Math.imul(hash ^ (words[at + word] ?? 0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}
