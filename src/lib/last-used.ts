/**
 * The few values that were used last, by their keys. For where there are thousands of these: an `LRUCache` takes 3 KB before anything
 * is in it, this one 100 bytes.
 */
export class LastUsed<K, V> {
  readonly #most: number;
  /** In the order of their use. */
  readonly #values = new Map<K, V>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: K): V | undefined {
    const value = this.#values.get(key);
    if (value === undefined || this.#values.size === 1) return value;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size <= this.#most) return;
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest);
      break;
    }
  }
}
