/** What the graph did that it must not do: in words, with what was asked. */
export class Finding extends Error {
  constructor(what: string, asked: () => string, details: unknown = undefined) {
    const more = details === undefined ? '' : `\n${JSON.stringify(details, null, 1).slice(0, 3_000)}`;
    super(`${what}\nasked: ${asked()}${more}`);
    this.name = 'Finding';
  }
}

/** Two texts from shortly before the place where they part. */
export function difference(one: string, two: string): { readonly one: string; readonly two: string } {
  let from = 0;
  while (from < one.length && one[from] === two[from]) from += 1;
  const around = (text: string) => text.slice(Math.max(0, from - 400), from + 400);
  return { one: around(one), two: around(two) };
}
