/** More changes than this at once, and merging them in is cheaper than putting each in its place. */
const fewChanges = 64;
/** As many are merged in whether anybody asks or not: who asks then may not wait for all that came in a first sync. */
const manyChanges = 4_096;

/** Behind every character that a text can hold. */
const last = '\uFFFF';

/** Items by a unique text, kept in its order. Changes are cheap; the order is put right when it is next asked for. */
export class SortedSet<T> {
  readonly #items = new Map<string, T>();
  /** Texts that came or went since the order was last right. */
  readonly #changed = new Set<string>();
  #texts: string[] = [];
  #values: T[] = [];
  #version = 0;

  /** Another one whenever something came or left. */
  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#items.size;
  }

  get(text: string): T | undefined {
    return this.#items.get(text);
  }

  set(text: string, item: T): void {
    this.#items.set(text, item);
    this.#change(text);
  }

  delete(text: string): void {
    if (this.#items.delete(text)) this.#change(text);
  }

  /** In order. The array is the set's own: to be read at once, before the next change. */
  values(): readonly T[] {
    if (this.#changed.size > fewChanges) this.#merge();
    else for (const text of this.#changed) this.#place(text);
    this.#changed.clear();
    return this.#values;
  }

  /** Those whose text begins with the prefix, in order. */
  withPrefix(prefix: string): readonly T[] {
    const values = this.values();
    return values.slice(this.#countBelow(prefix), this.#countBelow(`${prefix}${last}`));
  }

  /** Those whose text does not begin with the prefix, in order. */
  withoutPrefix(prefix: string): readonly T[] {
    const values = this.values();
    return [...values.slice(0, this.#countBelow(prefix)), ...values.slice(this.#countBelow(`${prefix}${last}`))];
  }

  /** How many come before the text, which comes behind so many at least. Costs little where it is not far behind them. */
  #countBelow(text: string, atLeast = 0): number {
    let low = atLeast;
    let high = low + 1;
    // Whoever asks may send a text that comes behind whatever there can be.
    for (let width = 1; high < this.#texts.length && (this.#texts[high] ?? '') < text; width *= 2) {
      low = high;
      high += width;
    }
    high = Math.min(high, this.#texts.length);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#texts[middle] ?? '') < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #change(text: string): void {
    this.#changed.add(text);
    this.#version += 1;
    if (this.#changed.size >= manyChanges) this.values();
  }

  /** What did not change is in order already, and is copied from one change to the next. */
  #merge(): void {
    const [before, items] = [this.#texts, this.#values];
    const texts: string[] = [];
    const values: T[] = [];
    let from = 0;
    const copyUpTo = (end: number): void => {
      for (; from < end; from += 1) {
        texts.push(before[from] ?? '');
        values.push(items[from] as T);
      }
    };
    for (const text of [...this.#changed].sort(compareText)) {
      copyUpTo(this.#countBelow(text, from));
      if (before[from] === text) from += 1;
      const item = this.#items.get(text);
      if (item === undefined) continue;
      texts.push(text);
      values.push(item);
    }
    copyUpTo(before.length);
    this.#texts = texts;
    this.#values = values;
  }

  #place(text: string): void {
    const low = this.#countBelow(text);
    const stands = this.#texts[low] === text ? 1 : 0;
    const item = this.#items.get(text);
    if (item === undefined) {
      this.#texts.splice(low, stands);
      this.#values.splice(low, stands);
    } else {
      this.#texts.splice(low, stands, text);
      this.#values.splice(low, stands, item);
    }
  }
}

/** By code units: the same order as `<`, and fast. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
