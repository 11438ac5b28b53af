/** What an endless stream brought so far, read in the background. */
export interface Recording<T> {
  readonly items: readonly T[];
  /**
   * Resolves with the first item that fits, of those that came and those to come. Rejects where the stream ends before, or
   * where none comes within `timeoutMs` milliseconds (a minute).
   */
  first(what: string, fits: (item: T) => boolean, timeoutMs?: number): Promise<T>;
  /** Resolves with all items when the stream ends. Rejects with what the stream fails with. */
  readonly end: Promise<readonly T[]>;
}

/** Reads a stream to its end. */
export function record<T>(stream: AsyncIterable<T>): Recording<T> {
  const items: T[] = [];
  const watchers = new Set<() => void>();
  const read = async (): Promise<readonly T[]> => {
    for await (const item of stream) {
      items.push(item);
      for (const watcher of watchers) watcher();
    }
    return items;
  };
  const end = read();
  // Whoever waits for an item or for the end is told; a test that fails before need not be told twice.
  end.catch(() => undefined);
  return {
    items,
    end,
    async first(what, fits, timeoutMs = 60_000) {
      const found = Promise.withResolvers<T>();
      const look = (): void => {
        const index = items.findIndex(fits);
        if (index >= 0) found.resolve(items[index] as T);
      };
      watchers.add(look);
      look();
      const ended = end.then((all): never => {
        throw new Error(`the stream ended without ${what}; it brought ${JSON.stringify(all)}`);
      });
      const timer = setTimeout(() => {
        found.reject(new Error(`${what} did not come within ${timeoutMs / 1000} s, but ${JSON.stringify(items)}`));
      }, timeoutMs);
      try {
        return await Promise.race([found.promise, ended]);
      } finally {
        clearTimeout(timer);
        watchers.delete(look);
      }
    },
  };
}
