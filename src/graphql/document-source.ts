import type { SourceLocation } from 'graphql';
import { Source } from 'graphql';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * The text of a document, from which errors get their places when they are told. graphql-js finds the place of each node of each
 * error as the error is made, by looking for line breaks from the beginning of the text: a document of 250 KB whose every line is
 * wrong costs it hundreds of milliseconds. So once parsed, the text is hidden from it.
 */
export class DocumentSource extends Source {
  readonly #text: string;
  #lineStarts: readonly number[] | null = null;

  constructor(text: string) {
    super(text);
    this.#text = text;
  }

  /** For when the document is parsed: places that graphql-js makes from now on cost nothing, and mean nothing. */
  hide(): void {
    this.body = '';
  }

  /** Whether it has more lines than that. */
  isLongerThan(lines: number): boolean {
    return lineStartsOf(this.#text, lines).length > lines;
  }

  /** The line and the column, from 1, of a character offset. */
  locate(position: number): SourceLocation {
    const starts = (this.#lineStarts ??= lineStartsOf(this.#text));
    let line = 0;
    let end = starts.length;
    while (end - line > 1) {
      const middle = (line + end) >> 1;
      if ((starts[middle] ?? 0) <= position) line = middle;
      else end = middle;
    }
    return { line: line + 1, column: position + 1 - (starts[line] ?? 0) };
  }
}

/** Of all lines, or of one more than `most`. GraphQL, 2.1.2: a line ends with a line feed, a carriage return, or both. */
function lineStartsOf(text: string, most = Infinity): readonly number[] {
  const starts = [0];
  for (let index = 0; index < text.length && starts.length <= most; index += 1) {
    const code = text.charCodeAt(index);
    if (code !== lineFeed && code !== carriageReturn) continue;
    if (code === carriageReturn && text.charCodeAt(index + 1) === lineFeed) index += 1;
    starts.push(index + 1);
  }
  return starts;
}
