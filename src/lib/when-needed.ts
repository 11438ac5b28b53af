/** What `make` makes, made when it is first asked for: for what takes long to make and is mostly not needed. */
export function whenNeeded<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
