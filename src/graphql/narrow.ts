/**
 * A filter with the conditions that the place of a field sets: of a list that both name, only what both allow is left.
 * An empty list lets nothing through.
 */
export function narrow<F extends object>(filter: F, within: F): F {
  const both = { ...filter, ...within };
  for (const name of Object.keys(within)) {
    const [allowed, asked]: readonly unknown[] = [Reflect.get(within, name), Reflect.get(filter, name)];
    if (Array.isArray(allowed) && Array.isArray(asked)) {
      Reflect.set(
        both,
        name,
        allowed.filter((value) => asked.includes(value)),
      );
    }
  }
  return both;
}
