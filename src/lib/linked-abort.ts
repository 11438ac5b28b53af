/** What aborts by itself, and with those that it is linked to. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Lets go of the others: to be called when nobody looks at the signal any more. */
  release(): void;
}

/**
 * Aborts with the first of the others, for its reason. What `AbortSignal.any` makes of a signal that lives long is known to that until a collection of
 * garbage, and to clear one of them away Node goes through all of them: of some thousands, 24 ms in one go.
 */
export function linkedAbort(...others: readonly AbortSignal[]): LinkedAbort {
  const controller = new AbortController();
  const follow = (): void => {
    controller.abort(others.find(({ aborted }) => aborted)?.reason);
    release();
  };
  const release = (): void => {
    for (const other of others) other.removeEventListener('abort', follow);
  };
  for (const other of others) other.addEventListener('abort', follow);
  if (others.some(({ aborted }) => aborted)) follow();
  return { signal: controller.signal, abort: (reason) => controller.abort(reason), release };
}
