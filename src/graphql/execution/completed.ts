/**
 * The JSON text of a value, or null for none. Parts, where some of them had to be waited for: they are put together by whoever
 * holds the whole, since one more promise would have errors come up in another order than in graphql-js.
 */
export type Completed = string | null | Parts;

/** The items of a list. */
export interface Parts extends ReadonlyArray<Completed> {}

export type MaybePromise<T> = T | Promise<T>;

/** As graphql-js has it: whatever has a `then`. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    typeof (value as { readonly then?: unknown }).then === 'function'
  );
}

/** Of what was completed: text, null and parts are none. */
export function isPending(completed: MaybePromise<Completed>): completed is Promise<Completed> {
  return typeof completed === 'object' && completed !== null && !Array.isArray(completed);
}

/** The JSON text. */
export function textOf(completed: Completed): string {
  if (completed === null) return 'null';
  return typeof completed === 'string' ? completed : `[${completed.map(textOf).join()}]`;
}
