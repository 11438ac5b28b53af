/**
 * What the promise resolves to. Rejects with the signal's reason once that aborts, even if the promise never settles: undici looks
 * at the signal of a request only once that has a connection, and reading a file cannot be aborted at all.
 */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
