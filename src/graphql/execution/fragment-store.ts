/** A part of an answer, to be used again. */
export interface Fragment {
  /** Of some fields of an object: JSON without its braces. */
  readonly text: string;
  /** How many items of lists are in it. */
  readonly items: number;
}

/** A fragment in its place, and in the line in which all wait to be forgotten. */
interface Held extends Fragment {
  readonly place: Map<object, Held>;
  readonly version: object;
  /** That it takes, by estimate. */
  readonly bytes: number;
  /** Asked for since it came into the line. */
  used: boolean;
  next: Held | null;
}

/** Beside its text: the entry of a map, the object, its version. Measured: 160 to 210 bytes. */
const bytesBeside = 210;

/**
 * Keeps fragments by the version of what they tell of, up to so many bytes in all places together. Those that came first are forgotten
 * first, one for one that comes; what was asked for meanwhile goes to the end of the line instead. So it is full once and stays so,
 * where forgetting many at a time would let memory rise and fall.
 */
export class FragmentStore {
  readonly #mostBytes: number;
  #first: Held | null = null;
  #last: Held | null = null;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Where the fragments of one part of one plan are kept, for one scope and one set of variables. */
  place(): FragmentPlace {
    return new FragmentPlace((held) => {
      this.#bytes += held.bytes;
      this.#append(held);
      while (this.#bytes > this.#mostBytes) this.#forgetOne();
    });
  }

  #append(held: Held): void {
    if (this.#last === null) this.#first = held;
    else this.#last.next = held;
    this.#last = held;
  }

  /** What is kept of a version that is over is never asked for again, and so does not come back. */
  #forgetOne(): void {
    const held = this.#first;
    if (held === null) return;
    this.#first = held.next;
    if (this.#first === null) this.#last = null;
    held.next = null;
    if (held.used) {
      held.used = false;
      this.#append(held);
      return;
    }
    this.#bytes -= held.bytes;
    // Another one of the same version may have taken its place.
    if (held.place.get(held.version) === held) held.place.delete(held.version);
  }
}

/** Fragments by version. */
export class FragmentPlace {
  readonly #held: Map<object, Held> = new Map();
  readonly #came: (held: Held) => void;

  constructor(came: (held: Held) => void) {
    this.#came = came;
  }

  get(version: object): Fragment | undefined {
    const held = this.#held.get(version);
    if (held !== undefined) held.used = true;
    return held;
  }

  /** What there are fragments of now; they do not count as asked for by that. */
  versions(): Iterable<object> {
    return this.#held.keys();
  }

  set(version: object, { text, items }: Fragment): void {
    // One flat text, where it was a tree of all that was put together.
    const encoded = Buffer.from(text);
    const flat = encoded.toString();
    // Were all counted as if they had wide characters, what is kept would take the more room the smaller its parts are.
    const perCharacter = encoded.length === flat.length ? 1 : 2;
    const bytes = perCharacter * flat.length + bytesBeside;
    const held: Held = { text: flat, items, place: this.#held, version, bytes, used: false, next: null };
    this.#held.set(version, held);
    this.#came(held);
  }
}
