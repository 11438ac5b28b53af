/** What an answer holds at a path such as `apps.nodes.0.name`; undefined where there is nothing. */
export function at(answer: unknown, path: string): unknown {
  let value = answer;
  for (const name of path.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  }
  return value;
}
