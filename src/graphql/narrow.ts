/**
 * A filter with the conditions that the place of a field sets: of a list that both name, only what both allow is left.
 * An empty list lets nothing through.
 */
export function narrow<F extends object>(filter: F, within: F): F {
  const both = Object.entries(within).map(([name, allowed]: [string, unknown]) => {
    const asked: unknown = Reflect.get(filter, name);
    const lists = Array.isArray(allowed) && Array.isArray(asked);
    return [name, lists ? allowed.filter((value) => asked.includes(value)) : allowed];
  });
  return Object.assign({}, filter, Object.fromEntries(both));
}
