/**
 * A stream that ends as soon as it is closed: a generator alone would finish what it waits for first, and that may never
 * come. `start` gets the signal that closing aborts.
 */
export function closeable<T>(
  start: (signal: AbortSignal) => AsyncIterable<T>,
  outer?: AbortSignal,
): AsyncIterableIterator<T, undefined> {
  const controller = new AbortController();
  const signal = outer === undefined ? controller.signal : AbortSignal.any([outer, controller.signal]);
  const inner = start(signal)[Symbol.asyncIterator]();
  return {
    async next() {
      const result = await inner.next();
      return result.done === true ? { done: true, value: undefined } : result;
    },
    async return() {
      controller.abort();
      await inner.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
