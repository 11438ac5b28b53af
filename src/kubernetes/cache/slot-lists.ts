const noLinks = new Int32Array(0);

/**
 * Lists of slots by a key, each in the order in which they were added. A slot is a small whole number and is in one list at most.
 * What links them lies in one array for all lists: arrays and maps of their own for thousands of owners with a few pods each would be
 * as large as half of what they hold.
 */
export class SlotLists {
  readonly #first = new Map<string, number>();
  /** Of each slot the next one and the one before; the lists are rings. */
  #links = noLinks;

  /** Adds the slot behind all others of the key. */
  add(key: string, slot: number): void {
    if (2 * slot >= this.#links.length) this.#grow(slot);
    const first = this.#first.get(key);
    if (first === undefined) {
      this.#first.set(key, slot);
      this.#link(slot, slot);
      return;
    }
    this.#link(this.#before(first), slot);
    this.#link(slot, first);
  }

  /** Removes the slot, which is in the list of the key. Says whether the list is empty now. */
  remove(key: string, slot: number): boolean {
    const next = this.#next(slot);
    if (next === slot) return this.#first.delete(key);
    this.#link(this.#before(slot), next);
    if (this.#first.get(key) === slot) this.#first.set(key, next);
    return false;
  }

  /** What the slots of the key stand for, in their order. */
  collect<T>(key: string, of: (slot: number) => T): T[] {
    const first = this.#first.get(key);
    if (first === undefined) return [];
    let count = 1;
    for (let slot = this.#next(first); slot !== first; slot = this.#next(slot)) count += 1;
    // Not pushed: then a list of two or three would have room for 17 and more, and thousands of them are made a second.
    let next = first;
    return Array.from({ length: count }, () => {
      const slot = next;
      next = this.#next(slot);
      return of(slot);
    });
  }

  /** What the slots of the key count together. */
  sum(key: string, of: (slot: number) => number): number {
    const first = this.#first.get(key);
    if (first === undefined) return 0;
    let sum = of(first);
    for (let slot = this.#next(first); slot !== first; slot = this.#next(slot)) sum += of(slot);
    return sum;
  }

  #next(slot: number): number {
    return this.#links[2 * slot] ?? slot;
  }

  #before(slot: number): number {
    return this.#links[2 * slot + 1] ?? slot;
  }

  #link(slot: number, next: number): void {
    this.#links[2 * slot] = next;
    this.#links[2 * next + 1] = slot;
  }

  #grow(slot: number): void {
    const larger = new Int32Array(2 * Math.ceil((slot + 8) * 1.25));
    larger.set(this.#links);
    this.#links = larger;
  }
}
