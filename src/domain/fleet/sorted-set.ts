/** Items by a unique text, kept in its order. Changes are cheap; the order is put right when it is next asked for. */
export class SortedSet<T> {
  readonly #items = new Map<string, T>();
  #sorted: string[] = [];
  #added: string[] = [];
  #removed = false;
  #values: readonly T[] | null = null;

  get(text: string): T | undefined {
    return this.#items.get(text);
  }

  set(text: string, item: T): void {
    if (!this.#items.has(text)) this.#added.push(text);
    this.#items.set(text, item);
    this.#values = null;
  }

  delete(text: string): void {
    if (this.#items.delete(text)) this.#removed = true;
    this.#values = null;
  }

  /** In order; the same array until something changes. */
  values(): readonly T[] {
    if (this.#values !== null) return this.#values;
    if (this.#removed || this.#added.length > 0) this.#sort();
    this.#values = this.#sorted.flatMap((text) => {
      const item = this.#items.get(text);
      return item === undefined ? [] : [item];
    });
    return this.#values;
  }

  #sort(): void {
    // What was removed and added again stands in both lists.
    const wanted = new Set(this.#sorted);
    for (const text of this.#added) wanted.add(text);
    const present = this.#removed ? [...wanted].filter((text) => this.#items.has(text)) : [...wanted];
    this.#sorted = this.#added.length === 0 ? present : present.sort(compareText);
    this.#added = [];
    this.#removed = false;
  }
}

/** By code units: the same order as `<`, and fast. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
