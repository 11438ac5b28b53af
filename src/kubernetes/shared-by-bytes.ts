/** What was read from bytes before, so that equal bytes are read once and held once. Bounded: what is not asked for again goes. */
export interface SharedByBytes<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

/**
 * Two generations of at most `maxEntries` entries and `maxLength` characters of keys each: when the younger one is full it becomes
 * the older one, and what is still asked for comes back from there.
 */
export function createSharedByBytes<T>(maxEntries: number, maxLength: number): SharedByBytes<T> {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  let length = 0;

  function set(key: string, value: T): void {
    if (young.size >= maxEntries || length >= maxLength) {
      old = young;
      young = new Map();
      length = 0;
    }
    young.set(key, value);
    length += key.length;
  }

  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const before = old.get(key);
      if (before !== undefined) set(key, before);
      return before;
    },
    set,
  };
}
