import { authorizationCallsIn } from './authorization-calls.ts';
import type { AuthorizationCall } from './authorization-calls.ts';
import { readSources } from './sources.ts';
import type { Source } from './sources.ts';

/** The product's files in which something is asked of an access, each question so that it can be taken away while it runs. */
export interface Instrumented {
  readonly calls: readonly AuthorizationCall[];
  /** By file: its text, with `globalThis.isolation.lacks(INDEX)` before each call. */
  readonly texts: Readonly<Record<string, string>>;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly around: (text: string) => string;
}

export function instrument(root: URL): Instrumented {
  const calls: AuthorizationCall[] = [];
  const texts: Record<string, string> = {};
  for (const source of readSources(root)) {
    const found = authorizationCallsIn(source);
    const edits = [
      ...found.map(({ start, end, instead }, index): Edit => {
        const number = calls.length + index;
        return { start, end, around: (text) => `(globalThis.isolation.lacks(${number}) ? ${instead} : ${text})` };
      }),
      ...keeping(source),
    ];
    calls.push(...found);
    if (edits.length > 0) texts[source.file] = edited(source.text, edits);
  }
  return { calls, texts };
}

/** What shows all of the fleet is kept: it is asked instead of what shows a part. */
function keeping({ root, calls }: Source): readonly Edit[] {
  return calls
    .filter(({ called }) => called === 'src/domain/fleet/whole-sight.ts wholeSight')
    .flatMap(({ node }) => [
      { start: node.getStart(root), end: node.end, around: (text: string) => `(globalThis.isolation.sight = ${text})` },
      {
        start: node.parent.getStart(root),
        end: node.parent.end,
        around: (text: string) => `(globalThis.isolation.fleet = ${text})`,
      },
    ]);
}

/** The text with each edit around what it is about; of one place, the last is the outermost. */
function edited(text: string, edits: readonly Edit[], from = 0, to = text.length): string {
  const inOrder = edits.toSorted((one, other) => one.start - other.start || other.end - one.end);
  let result = '';
  let at = from;
  for (const { start, end } of inOrder) {
    if (start < at) continue;
    const isHere = (edit: Edit) => edit.start === start && edit.end === end;
    const inner = inOrder.filter((edit) => !isHere(edit) && edit.start >= start && edit.end <= end);
    const inside = edited(text, inner, start, end);
    result += text.slice(at, start) + inOrder.filter(isHere).reduce((made, { around }) => around(made), inside);
    at = end;
  }
  return result + text.slice(at, to);
}
