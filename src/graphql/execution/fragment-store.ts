/** A part of an answer, to be used again. */
export interface Fragment {
  /** Of some fields of an object: JSON without its braces. */
  readonly text: string;
  /** How many items of lists are in it. */
  readonly items: number;
}

/** Beside its text: entries of maps, the object, its version. Measured: 150 to 200 bytes. */
const bytesBeside = 200;

/**
 * Keeps fragments by the version of what they tell of, up to so many bytes in all places together. What was not asked for while as much
 * again as half of that came in is forgotten.
 */
export class FragmentStore {
  readonly #mostBytes: number;
  readonly #places = new Set<FragmentPlace>();
  /** In the younger half of all places. */
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Where the fragments of one part of one plan are kept, for one scope and one set of variables. */
  place(): FragmentPlace {
    return new FragmentPlace((place, fragment) => {
      this.#places.add(place);
      this.#bytes += 2 * fragment.text.length + bytesBeside;
      if (this.#bytes <= this.#mostBytes / 2) return;
      this.#bytes = 0;
      for (const held of this.#places) if (held.age() === 0) this.#places.delete(held);
    });
  }
}

/** Fragments by version. */
export class FragmentPlace {
  #younger = new Map<object, Fragment>();
  #older = new Map<object, Fragment>();
  readonly #grown: (place: FragmentPlace, fragment: Fragment) => void;

  constructor(grown: (place: FragmentPlace, fragment: Fragment) => void) {
    this.#grown = grown;
  }

  get(version: object): Fragment | undefined {
    const younger = this.#younger.get(version);
    if (younger !== undefined) return younger;
    const older = this.#older.get(version);
    if (older === undefined) return undefined;
    this.#older.delete(version);
    this.#hold(version, older);
    return older;
  }

  set(version: object, { text, items }: Fragment): void {
    // One flat text, where it was a tree of all that was put together.
    this.#hold(version, { text: Buffer.from(text).toString(), items });
  }

  /** Forgets the older half. How many are left. */
  age(): number {
    this.#older = this.#younger;
    this.#younger = new Map();
    return this.#older.size;
  }

  #hold(version: object, fragment: Fragment): void {
    this.#younger.set(version, fragment);
    this.#grown(this, fragment);
  }
}
